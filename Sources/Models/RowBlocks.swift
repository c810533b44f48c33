import Records

/// Rows of a matrix, turned so that eight rows lie side by side: `block[slot * 8 + lane]`, group after group.
///
/// Models read this copy, so that a category's code never enters the matrix itself: the vector that a prediction's
/// header carries keeps NaN in category slots.
enum RowBlocks {
  /// Rows side by side in a group.
  static let lanes = 8

  /// How many groups are prepared at once: as many as leave the copy in the first-level cache.
  static func groups(slots: Int) -> Int { max(1, min(16, 6_144 / (slots * lanes))) }

  /// Writes features of `rows` (at most `groups * 8`) into slots `0..<width`, NaN for what is missing or not finite;
  /// a lane without a row repeats the last one.
  static func fill(
    _ target: UnsafeMutablePointer<Float>, slots: Int, from matrix: borrowing FeatureMatrix, rows: Range<Int>,
    encoders: [CategoryEncoder], categoryIndices: [Int]
  ) {
    let width = matrix.width
    matrix.values.withUnsafeBufferPointer { values in
      var group = target
      var first = rows.lowerBound
      while first < rows.upperBound {
        let last = min(first + lanes, rows.upperBound) - 1
        for lane in 0..<lanes {
          let row = min(first + lane, last) * width
          for feature in 0..<width {
            let value = values[row + feature]
            group[feature * lanes + lane] = value.isFinite ? value : .nan
          }
        }
        group += slots * lanes
        first += lanes
      }
    }
    for (encoder, feature) in categoryIndices.enumerated() {
      encode(matrix.categories[encoder], by: encoders[encoder], rows, into: target + feature * lanes, slots: slots)
    }
  }

  private static func encode(
    _ column: borrowing ByteColumn, by encoder: borrowing CategoryEncoder, _ rows: Range<Int>,
    into target: UnsafeMutablePointer<Float>, slots: Int
  ) {
    column.bytes.withUnsafeBufferPointer { bytes in
      for row in rows {
        let offset = row - rows.lowerBound
        let length = Int(column.lengths[row])
        let code: Float =
          length < 0
          ? .nan
          : encoder.code(
            of: UnsafeBufferPointer(rebasing: bytes[Int(column.starts[row])..<Int(column.starts[row]) + length]))
        target[offset / lanes * slots * lanes + offset % lanes] = code
      }
    }
  }
}
