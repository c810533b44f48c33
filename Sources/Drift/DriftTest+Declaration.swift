import Records

extension DriftTest {
  /// Whether the test looks at each value as it comes, without a reference, rather than at whole windows.
  package var isStreaming: Bool {
    switch self {
    case .psi, .ks, .chi2, .js, .wasserstein, .poisson: false
    case .adwin, .pageHinkley, .ddm, .eddm, .hddmA, .hddmW, .kswin, .stepd, .seed, .likelihoodRatio, .eDetector: true
    }
  }

  /// Whether the test fires on a fall as well as on a rise; the parameter `direction` can narrow it.
  package var isTwoSided: Bool {
    switch self {
    case .psi, .ks, .chi2, .js, .wasserstein, .poisson, .adwin, .pageHinkley, .kswin, .stepd, .seed, .likelihoodRatio,
      .eDetector:
      true
    case .ddm, .eddm, .hddmA, .hddmW: false
    }
  }

  /// Whether the test looks at values, rather than at windows' counts.
  package var looksAtValues: Bool { allows(.bit) }

  /// Whether the test can look at such values.
  package func allows(_ kind: DriftSubject.Kind) -> Bool {
    switch self {
    case .psi, .chi2, .js: kind != .count
    case .ks, .wasserstein, .adwin, .pageHinkley, .kswin, .seed, .likelihoodRatio, .eDetector:
      kind == .number || kind == .bit
    case .ddm, .eddm, .hddmA, .hddmW, .stepd: kind == .bit
    case .poisson: kind == .count
    }
  }

  /// Whether the test can look at such a subject: for `features`, at some of them.
  package func allows(_ subject: DriftSubject, layout: FeatureLayout, task: LearningTask) -> Bool {
    if subject == .features {
      return layout.features.contains { allows($0.kind == .numeric ? .number : .category) }
    }
    return subject.kind(layout: layout, task: task).map(allows) ?? false
  }

  /// The declared parameter of that name; nil where the test has none.
  package func parameter(_ name: String) -> DriftParameter? { parameters.first { $0.name == name } }
}
