import Records

extension DriftSubject {
  /// What kind of values a subject has: it decides which tests can look at it.
  package enum Kind: String, CaseIterable, Sendable {
    case number
    case category
    /// 0 or 1: both a number and a category.
    case bit
  }

  /// The subject's kind; nil for a feature that the layout lacks, and for `features`, which may be of both kinds: a test
  /// looks at those features that it allows.
  package func kind(layout: FeatureLayout, task: LearningTask) -> Kind? {
    switch (self, task) {
    case (.features, _): nil
    case (.feature(let name), _):
      layout.features.first { $0.name == name }.map { $0.kind == .numeric ? .number : .category }
    case (.score, _), (.prediction, .regression), (.label, .regression), (.error, .regression): .number
    case (.prediction, .multiclass), (.label, .multiclass): .category
    case (.prediction, .binary), (.label, .binary), (.error, .binary), (.error, .multiclass): .bit
    }
  }

  /// The same subject in a reference profile; nil for `features`.
  var profileSubject: ReferenceProfile.Subject? {
    switch self {
    case .features: nil
    case .feature(let name): .feature(name)
    case .score: .score
    case .prediction: .prediction
    case .label: .label
    case .error: .error
    }
  }
}
