/// Where the values of a subject stand in a batch.
enum SubjectSource: Hashable, Sendable {
  /// A column of the matrix's values.
  case number(feature: Int)
  /// A column of the matrix's categories.
  case category(column: Int)
  /// Bits that are made of a column.
  case missingNumber(feature: Int)
  case missingCategory(column: Int)
  case unseen(column: Int)
  case outOfRange(feature: Int)
  case score
  case prediction
  case label
  case error
  case residual
  case loss
  case delay
  /// Bits of their own kinds of rows.
  case refused
  case answered
  /// The rows themselves.
  case volume

  var isFeature: Bool {
    switch self {
    case .number, .category, .missingNumber, .missingCategory, .unseen, .outOfRange: true
    default: false
    }
  }

  var rowKind: RowKind {
    switch self {
    case .number, .category, .missingNumber, .missingCategory, .unseen, .outOfRange, .score, .prediction, .volume:
      .predictions
    case .label, .error, .residual, .loss, .delay: .examples
    case .refused: .arrivals
    case .answered: .waits
    }
  }
}

extension DriftSubject {
  /// The rows that the subject's values come with.
  var rowKind: RowKind {
    switch self {
    case .features, .feature, .score, .prediction, .missingRate, .unseenRate, .outOfRangeRate, .eventVolume:
      .predictions
    case .label, .error, .residual, .loss, .labelDelay: .examples
    case .deadLetterRate: .arrivals
    case .labelCoverage: .waits
    }
  }

  /// Whether its rows have features, by whose values they can be sliced.
  package var canBeSliced: Bool { rowKind == .predictions || rowKind == .examples }
}
