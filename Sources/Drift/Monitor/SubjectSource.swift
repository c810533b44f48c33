/// Where the values of a subject stand in a batch.
enum SubjectSource: Hashable, Sendable {
  /// A column of the matrix's values.
  case number(feature: Int)
  /// A column of the matrix's categories.
  case category(column: Int)
  case score
  case prediction
  case label
  case error

  var isFeature: Bool {
    switch self {
    case .number, .category: true
    case .score, .prediction, .label, .error: false
    }
  }

  /// Whether the values come with predictions, rather than with labels.
  var comesWithPredictions: Bool {
    switch self {
    case .number, .category, .score, .prediction: true
    case .label, .error: false
    }
  }
}
