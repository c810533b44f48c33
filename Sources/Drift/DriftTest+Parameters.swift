extension DriftTest {
  /// The test's own parameters and those of every detector of its sort, with their defaults.
  package var parameters: [DriftParameter] {
    // A window without an event is what a test of counts must see.
    if self == .poisson { return own + Self.ofWindows.filter { $0.name != "min_count" } }
    return isStreaming ? own + Self.ofStreams : own + Self.ofWindows
  }

  private var own: [DriftParameter] {
    switch self {
    case .psi: [Self.threshold(0.2, "PSI that a window must exceed, however many rows it has"), Self.bins]
    case .ks: [Self.minEffect(0.05, "distance of the distribution functions that a window must exceed")]
    case .chi2: [Self.minEffect(0.05, "Cramér's V that a window must exceed"), Self.bins]
    case .js: [Self.threshold(0.1, "Jensen-Shannon distance (0...1) that a window must exceed"), Self.bins]
    case .wasserstein:
      [Self.threshold(0.1, "distance that a window must exceed, in the reference's standard deviations")]
    case .poisson:
      [
        DriftParameter(
          "min_effect", default: 0.5, in: 0...1e9,
          "change that a window's count must exceed, as a share of the usual one")
      ]
    case .adwin:
      [
        DriftParameter("delta", default: 0.002, in: Self.chance, "bound of the chance of a false alarm in a check"),
        Self.count("clock", 32, in: 1...1_000_000, "updates from one check to the next"),
        Self.count("min_window", 5, in: 5...1_000_000, "least updates on each side of a cut"),
        Self.count("grace", 10, in: 0...1_000_000, "updates before the first check"), Self.interval(nil),
      ]
    case .pageHinkley:
      [
        Self.count("min_count", 30, in: 1...1_000_000, "updates before the first verdict"),
        DriftParameter("delta", default: 0.005, in: 0...1e9, "change of the mean that is let pass"),
        Self.threshold(50, "cumulated deviation that is drift"),
        DriftParameter("forgetting", default: 0.9999, in: 0...1, "weight of the sum so far at each update"),
        Self.interval(nil),
      ]
    case .ddm:
      [
        Self.count("min_count", 30, in: 1...1_000_000, "updates before the first verdict"),
        Self.threshold(3, "standard deviations above the least error rate that are drift"),
        DriftParameter("warning", default: 2, in: 0...1e9, "standard deviations that may be the beginning of one"),
      ]
    case .eddm:
      [
        Self.count("min_count", 30, in: 1...1_000_000, "errors before the first verdict"),
        DriftParameter("threshold", default: 0.9, in: 0...1, "share of the greatest distance of errors that is drift"),
        DriftParameter("warning", default: 0.95, in: 0...1, "share that may be the beginning of one"),
      ]
    case .hddmA: Self.hoeffding
    case .hddmW:
      Self.hoeffding + [DriftParameter("weight", default: 0.05, in: 1e-9...1, "weight of the newest value in the mean")]
    case .kswin:
      [
        DriftParameter("alpha", default: 0.005, in: Self.chance, "p-value at or below which the newest values differ"),
        Self.count("window", 100, in: 4...100_000, "values in the sliding window"),
        Self.count("recent", 30, in: 2...50_000, "newest values, which are compared with as many older ones"),
        Self.minEffect(0.1, "distance of the distribution functions that the newest values must exceed"),
        Self.interval(nil),
      ]
    case .stepd:
      [
        DriftParameter("alpha", default: 0.003, in: Self.chance, "p-value below which the newest errors are drift"),
        DriftParameter("warning", default: 0.05, in: Self.chance, "p-value that may be the beginning of one"),
        Self.count("window", 30, in: 2...100_000, "newest values, which are compared with all before them"),
      ]
    case .seed:
      [
        DriftParameter("delta", default: 0.05, in: Self.chance, "bound of the chance of a false alarm in a check"),
        Self.count("block", 32, in: 2...100_000, "values of a block, and from one check to the next"),
        DriftParameter("tolerance", default: 0.01, in: 0.0001...1, "difference of means that merges two blocks"),
        DriftParameter(
          "growth", default: 0.8, in: 0.01...10, "share of the tolerance that is added for each block of age"),
        Self.count("compress", 75, in: 1...10_000, "blocks from one merging to the next"), Self.interval(nil),
      ]
    case .likelihoodRatio:
      [
        Self.interval(5_000_000),
        DriftParameter(
          "scale", default: 1_000, in: 1...1e9,
          "updates after a change at which the test is keenest, for rates up to .1; more in proportion to the variance"),
        Self.count("min_window", 5, in: 1...1_000_000, "least updates on each side of a cut"),
      ]
    case .eDetector:
      [
        Self.interval(100_000),
        DriftParameter(
          "mean", default: nil, in: -1e300...1e300, "what the mean was; else the reference's, else that of the warm-up"),
        DriftParameter(
          "tolerance", default: 0.05, in: 0...10, "change of the mean that is let pass, in √(m(1 − m)) of the mean m"),
        Self.count("warmup", 2_000, in: 1...1e9, "values that the mean is learned from where nothing gives it"),
      ]
    }
  }

  /// What is wrong with values that are each allowed but do not go together; nil where they do.
  package func conflict(in parameters: [String: Double]) -> String? {
    if let conflict = falseAlarmConflict(in: parameters) { return conflict }
    let values = ParameterValues(test: self, given: parameters)
    if isStreaming, let low = values.optional("low"), let high = values.optional("high"), low >= high {
      return "low \(low) must be less than high \(high)"
    }
    if self == .kswin, 2 * values["recent"] > values["window"] {
      return "recent \(Int(values["recent"])) must be at most half of window \(Int(values["window"]))"
    }
    if self == .stepd, values["warning"] < values["alpha"] {
      return "warning \(values["warning"]) must not be less than alpha \(values["alpha"])"
    }
    if self == .eddm, values["warning"] < values["threshold"] {
      return "warning \(values["warning"]) must not be less than threshold \(values["threshold"])"
    }
    return nil
  }

  /// Values between two false alarms; nil leaves the test's own parameter in force.
  private static func interval(_ value: Double?) -> DriftParameter {
    DriftParameter(
      "false_alarm_every", default: value, in: 100...1e12, "values between two false alarms, on average, at least")
  }

  private static let chance = 1e-12...0.999

  private static let bins = count("bins", 10, in: 2...100, "quantile bins of a number")

  private static let hoeffding = [
    DriftParameter("delta", default: 0.001, in: chance, "bound of the chance of a false alarm at an update"),
    interval(nil),
  ]

  /// Of every detector that compares windows.
  private static let ofWindows = [
    DriftParameter(
      "alpha", default: 0.001, in: 1e-12...0.5, "share of windows without drift that may count as drifting"),
    DriftParameter(
      "false_alarm_every", default: nil, in: 2...1e12, "windows between two false alarms, on average; in place of alpha"
    ),
    count("correction", 2, in: 0...2, "across features: 0 none, 1 Bonferroni, 2 Benjamini-Hochberg"),
    count("min_count", 100, in: 2...1e9, "rows below which a window is not tested"),
    count("consecutive", 1, in: 1...1_000, "drifting windows in a row that open an episode"),
    count("resolve_after", 3, in: 1...1_000, "quiet windows in a row that close an episode"),
    count("renotify", 10, in: 1...1e9, "windows between two updates of an open episode"),
  ]

  /// Of every detector that looks at each value as it comes.
  private static let ofStreams = [
    DriftParameter("low", default: nil, in: -1e300...1e300, "value that is scaled to 0; else the reference's least"),
    DriftParameter(
      "high", default: nil, in: -1e300...1e300, "value that is scaled to 1; else the reference's greatest"),
    count("direction", 0, in: -1...1, "1 fires on a rise alone, -1 on a fall alone, 0 on both"),
    count("resolve_after", 5, in: 1...1_000, "windows without a detection that close an episode"),
    count("renotify", 10, in: 1...1e9, "windows between two updates of an open episode"),
  ]

  private static func threshold(_ value: Double, _ purpose: String) -> DriftParameter {
    DriftParameter("threshold", default: value, in: 0...1e9, purpose)
  }

  private static func minEffect(_ value: Double, _ purpose: String) -> DriftParameter {
    DriftParameter("min_effect", default: value, in: 0...1, purpose)
  }

  private static func count(
    _ name: String, _ value: Double, in range: ClosedRange<Double>, _ purpose: String
  ) -> DriftParameter {
    DriftParameter(name, default: value, in: range, isWhole: true, purpose)
  }
}
