import Records

/// Finds a value's place among the knots of a reference in a few steps.
///
/// A uniform grid over the middle of the knots says how many of them lie before each of its cells; what is left is a
/// short scan, or a halving where many knots share a cell. Three to four times as fast as halving over all knots, whose
/// branches no processor can guess.
struct KnotIndex: Hashable, Sendable {
  private static let cellCount = 2_048
  /// Up to so many knots a scan is faster than halving.
  private static let scanLimit = 8

  let knots: [Float]
  /// `starts[c]` knots lie in cells before cell c. The cell of a value never falls as the value grows, so that the knots below
  /// it number `starts[c]` at least and `starts[c + 1]` at most.
  private let starts: [UInt16]
  private let low: Float
  private let scale: Float

  init(_ knots: [Float]) {
    precondition(knots.count <= Int(UInt16.max), "a reference keeps fewer knots")
    self.knots = knots
    let edge = knots.count / 100
    let low = knots.isEmpty ? 0 : knots[edge]
    let high = knots.isEmpty ? 0 : knots[knots.count - 1 - edge]
    let scale = Float(Self.cellCount) / (high - low)
    // Of a constant or an infinite range no grid can be made: all knots are in one cell.
    guard low.isFinite, high > low, scale > 0, scale.isFinite else {
      self.low = 0
      self.scale = 0
      starts = [0, UInt16(knots.count)]
      return
    }
    self.low = low
    self.scale = scale
    var starts: [UInt16] = []
    for (index, knot) in knots.enumerated() {
      let cell = Self.cell(knot, low: low, scale: scale)
      while starts.count <= cell { starts.append(UInt16(index)) }
    }
    while starts.count <= Self.cellCount + 1 { starts.append(UInt16(knots.count)) }
    self.starts = starts
  }

  @inline(__always)
  private static func cell(_ value: Float, low: Float, scale: Float) -> Int {
    Int(max(0, min(Float(cellCount), (value - low) * scale)))
  }

  /// Calls `body` with each value's place in the cells of a `NumericWindow`: 2k + 1 at knot k, 2k below it. Skips NaN.
  ///
  /// - Returns: how many values were NaN.
  @inline(__always)
  func forEachCell(
    _ values: UnsafePointer<Float>, stride: Int, rows: Range<Int>, _ body: (_ cell: Int, _ value: Float) -> Void
  ) -> Int {
    var missing = 0
    knots.withUnsafeBufferPointer { knots in
      starts.withUnsafeBufferPointer { starts in
        for row in rows {
          let value = values[row * stride]
          if value.isNaN {
            missing += 1
            continue
          }
          let gridCell = scale == 0 ? 0 : Self.cell(value, low: low, scale: scale)
          var knot = Int(starts[gridCell])
          var end = Int(starts[gridCell + 1])
          while end - knot > Self.scanLimit {
            let middle = (knot + end) / 2
            if knots[middle] < value { knot = middle + 1 } else { end = middle }
          }
          while knot < end, knots[knot] < value { knot += 1 }
          let isAtKnot = knot < knots.count && knots[knot] == value
          body(2 * knot + (isAtKnot ? 1 : 0), value)
        }
      }
    }
    return missing
  }
}
