import Records

extension DriftSubject {
  /// What kind of values a subject has: it decides which tests can look at it.
  package enum Kind: String, CaseIterable, Sendable {
    case number
    case category
    /// 0 or 1: both a number and a category.
    case bit
    /// A count a window.
    case count
  }

  /// The subject's kind; nil for what the layout or the task lacks, and for `features`, which may be of both kinds: a test
  /// looks at those features that it allows.
  package func kind(layout: FeatureLayout, task: LearningTask) -> Kind? {
    switch self {
    case .features: nil
    case .feature(let name): Self.feature(name, in: layout).map { $0.kind == .numeric ? .number : .category }
    case .score, .loss, .labelDelay: .number
    case .residual: task == .multiclass ? nil : .number
    case .prediction, .label: task == .regression ? .number : task == .binary ? .bit : .category
    case .error: task == .regression ? .number : .bit
    case .missingRate(nil), .deadLetterRate, .labelCoverage: .bit
    case .missingRate(let name?): Self.feature(name, in: layout).map { _ in .bit }
    case .unseenRate(let name):
      layout.features.contains { $0.kind == .category && $0.name == name ?? $0.name } ? .bit : nil
    case .outOfRangeRate(let name):
      layout.features.contains { $0.kind == .numeric && $0.name == name ?? $0.name } ? .bit : nil
    case .eventVolume: .count
    }
  }

  private static func feature(_ name: String, in layout: FeatureLayout) -> FeatureLayout.Feature? {
    layout.features.first { $0.name == name }
  }

  /// The same subject in a reference profile; nil where a profile says nothing of it by itself.
  var profileSubject: ReferenceProfile.Subject? {
    switch self {
    case .feature(let name): .feature(name)
    case .score: .score
    case .prediction: .prediction
    case .label: .label
    case .error: .error
    case .residual: .residual
    case .loss: .loss
    case .features, .missingRate, .unseenRate, .outOfRangeRate, .deadLetterRate, .eventVolume, .labelCoverage,
      .labelDelay:
      nil
    }
  }

  /// How the subject was distributed where the model was trained; nil where the profile does not tell.
  func distribution(in profile: ReferenceProfile) -> ReferenceDistribution? {
    if let subject = profileSubject { return profile[subject] }
    guard let name = featureName, let feature = profile[.feature(name)] else { return nil }
    switch (self, feature) {
    case (.missingRate, .numeric(let numbers)): return .bits(ones: numbers.missing, zeros: numbers.count)
    case (.missingRate, .categorical(let names)): return .bits(ones: names.missing, zeros: names.count)
    // Rare categories beyond the named ones are told from new ones by nothing.
    case (.unseenRate, .categorical(let names)):
      return .bits(ones: names.other, zeros: names.count - names.other + names.missing)
    case (.outOfRangeRate, .numeric(let numbers)): return .bits(ones: 0, zeros: numbers.count + numbers.missing)
    default: return nil
    }
  }
}

extension ReferenceDistribution {
  /// A column of so many ones and zeros.
  static func bits(ones: Int, zeros: Int) -> ReferenceDistribution {
    let rows = [(Float(0), zeros), (1, ones)].filter { $0.1 > 0 }
    let through = rows.indices.map { rows[...$0].reduce(0) { $0 + $1.1 } }
    return .numeric(
      NumericReference(
        knots: rows.map(\.0), rowsBelow: rows.isEmpty ? [] : [0] + through.dropLast(), rowsThrough: through, missing: 0)
    )
  }
}
