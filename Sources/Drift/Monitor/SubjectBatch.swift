import Records

/// The columns of a batch while it is observed. Rows count from the batch's first one.
struct SubjectBatch {
  typealias Column = (start: UnsafePointer<Float>, stride: Int)

  /// Where the batch's first row stands in `categories`.
  var firstRow = 0
  /// The batch's first row, `width` floats a row.
  var features: UnsafePointer<Float>?
  var width = 0
  /// One a category feature; none where the rows come without features.
  var categories: [ByteColumn] = []
  var scores: UnsafePointer<Float>?
  var errors: UnsafePointer<Float>?
  var residuals: UnsafePointer<Float>?
  var losses: UnsafePointer<Float>?
  var delays: UnsafePointer<Float>?
  /// Bits of arrivals and of waits.
  var bits: UnsafePointer<Float>?
  /// Labels, or predictions, as numbers; and as classes.
  var predictions: UnsafePointer<Float>?
  var predictedClasses: UnsafeBufferPointer<Int32>?
  var labels: UnsafePointer<Float>?
  var labelClasses: UnsafeBufferPointer<Int32>?
  let times: UnsafeBufferPointer<Int64>

  /// The values of a source that stand in the batch as numbers.
  func column(_ source: SubjectSource) -> Column? {
    switch source {
    case .number(let feature): features.map { ($0 + feature, width) }
    case .score: scores.map { ($0, 1) }
    case .prediction: predictions.map { ($0, 1) }
    case .label: labels.map { ($0, 1) }
    case .error: errors.map { ($0, 1) }
    case .residual: residuals.map { ($0, 1) }
    case .loss: losses.map { ($0, 1) }
    case .delay: delays.map { ($0, 1) }
    case .refused, .answered: bits.map { ($0, 1) }
    case .category, .missingNumber, .missingCategory, .unseen, .outOfRange, .volume: nil
    }
  }

  func classes(_ source: SubjectSource) -> UnsafeBufferPointer<Int32>? {
    switch source {
    case .prediction: predictedClasses
    case .label: labelClasses
    default: nil
    }
  }

  /// Writes the values of some rows to `values`; false where the source has no numbers here.
  func gather(
    _ source: SubjectSource, rows: some Sequence<Int>, known: KnownValues, into values: inout [Float]
  ) -> Bool {
    values.removeAll(keepingCapacity: true)
    switch source {
    case .missingNumber(let feature):
      guard let features else { return false }
      for row in rows { values.append(features[row * width + feature].isNaN ? 1 : 0) }
    case .outOfRange(let feature):
      guard let features, let range = known.ranges[feature] else { return false }
      for row in rows {
        let value = features[row * width + feature]
        values.append(value < range.lowerBound || value > range.upperBound ? 1 : 0)
      }
    case .missingCategory(let column):
      for row in rows { values.append(categories[column].isMissing(firstRow + row) ? 1 : 0) }
    case .unseen(let column):
      guard let names = known.names[column] else { return false }
      for row in rows {
        let isUnseen =
          !categories[column].isMissing(firstRow + row) && names.place(of: categories[column][firstRow + row]) < 0
        values.append(isUnseen ? 1 : 0)
      }
    default:
      guard let column = column(source) else { return false }
      for row in rows { values.append(column.start[row * column.stride]) }
    }
    return true
  }
}
