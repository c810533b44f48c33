import Records

/// The columns of a batch while it is observed. Rows count from the batch's first one.
struct SubjectBatch {
  typealias Column = (start: UnsafePointer<Float>, stride: Int)

  /// Where the batch's first row stands in `categories`.
  var firstRow = 0
  /// The batch's first row, `width` floats a row.
  var features: UnsafePointer<Float>?
  var width = 0
  var categories: [ByteColumn] = []
  var scores: UnsafePointer<Float>?
  var errors: UnsafePointer<Float>?
  /// Labels, or predictions, as numbers; and as classes.
  var predictions: UnsafePointer<Float>?
  var predictedClasses: UnsafeBufferPointer<Int32>?
  var labels: UnsafePointer<Float>?
  var labelClasses: UnsafeBufferPointer<Int32>?
  let times: UnsafeBufferPointer<Int64>

  func numbers(_ source: SubjectSource) -> Column? {
    switch source {
    case .number(let feature): features.map { ($0 + feature, width) }
    case .category: nil
    case .score: scores.map { ($0, 1) }
    case .prediction: predictions.map { ($0, 1) }
    case .label: labels.map { ($0, 1) }
    case .error: errors.map { ($0, 1) }
    }
  }

  func classes(_ source: SubjectSource) -> UnsafeBufferPointer<Int32>? {
    switch source {
    case .prediction: predictedClasses
    case .label: labelClasses
    case .number, .category, .score, .error: nil
    }
  }
}
