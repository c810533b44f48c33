extension DriftTest {
  /// Whether the test looks at each value as it comes, without a reference, rather than at whole windows.
  package var isStreaming: Bool {
    switch self {
    case .psi, .ks: false
    case .adwin: true
    }
  }

  /// Whether the test tells a rise from a fall, and fires on both.
  package var isTwoSided: Bool { self == .adwin }

  /// Whether the test can look at such values.
  package func allows(_ kind: DriftSubject.Kind) -> Bool {
    switch self {
    case .psi: true
    case .ks, .adwin: kind != .category
    }
  }

  /// The test's own parameters and those of every detector of its sort, with their defaults.
  package var parameters: [DriftParameter] {
    switch self {
    case .psi: [Self.psiThreshold, Self.psiAlpha, Self.bins] + Self.windowParameters
    case .ks: [Self.ksAlpha, Self.minEffect] + Self.windowParameters
    case .adwin: Self.adwinParameters + Self.streamParameters
    }
  }

  /// The declared parameter of that name; nil where the test has none.
  package func parameter(_ name: String) -> DriftParameter? { parameters.first { $0.name == name } }

  private static let psiThreshold = DriftParameter(
    "threshold", default: 0.2, in: 0...100, "PSI that a window must exceed, however many rows it has")
  private static let psiAlpha = DriftParameter(
    "alpha", default: 0.001, in: 1e-12...0.5,
    "share of windows without drift whose PSI may exceed the chi-squared bound")
  private static let bins = DriftParameter(
    "bins", default: 10, in: 2...100, isWhole: true, "quantile bins of a number")
  private static let ksAlpha = DriftParameter(
    "alpha", default: 0.001, in: 1e-12...0.5, "p-value below which a window differs")
  private static let minEffect = DriftParameter(
    "min_effect", default: 0.05, in: 0...1, "largest distance of the distribution functions that is let pass")

  private static let adwinParameters = [
    DriftParameter("delta", default: 0.002, in: 1e-12...0.999, "bound of the chance of a false alarm in a check"),
    DriftParameter("clock", default: 32, in: 1...1_000_000, isWhole: true, "updates from one check to the next"),
    DriftParameter(
      "min_window", default: 5, in: 5...1_000_000, isWhole: true, "least updates on each side of a cut"),
    DriftParameter("grace", default: 10, in: 0...1_000_000, isWhole: true, "updates before the first check"),
    DriftParameter("low", default: nil, in: -1e300...1e300, "value that is scaled to 0; the reference's smallest"),
    DriftParameter("high", default: nil, in: -1e300...1e300, "value that is scaled to 1; the reference's largest"),
  ]

  /// Of every detector that compares windows.
  private static let windowParameters = [
    DriftParameter(
      "min_count", default: 100, in: 2...1e9, isWhole: true, "rows below which a window is not tested"),
    DriftParameter(
      "consecutive", default: 1, in: 1...1_000, isWhole: true, "drifting windows in a row that open an episode"),
    DriftParameter(
      "resolve_after", default: 1, in: 1...1_000, isWhole: true, "quiet windows in a row that close an episode"),
    DriftParameter(
      "renotify", default: 10, in: 1...1e9, isWhole: true, "windows between two updates of an open episode"),
  ]

  /// Of every detector that looks at each value as it comes.
  private static let streamParameters = [
    DriftParameter(
      "resolve_after", default: 1, in: 1...1_000, isWhole: true, "windows without a detection that close an episode"),
    DriftParameter(
      "renotify", default: 10, in: 1...1e9, isWhole: true, "windows between two updates of an open episode"),
  ]
}
