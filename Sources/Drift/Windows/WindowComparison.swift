import Records
import Statistics

/// One comparison of a sample with a reference, both at hand as a whole: what `freshet detect` does with two files.
package struct WindowComparison: Hashable, Sendable {
  package let outcome: WindowOutcome
  /// The test's verdict at its `alpha`.
  package let isDrift: Bool

  /// Compares numbers; NaN is missing. KS and Wasserstein see every value at full precision here, while a monitor counts its
  /// windows against the knots of its reference.
  ///
  /// - Parameters:
  ///   - test: a window test.
  ///   - parameters: its own parameters by name; those absent have their defaults.
  package init(test: DriftTest, parameters: [String: Double] = [:], reference: [Double], sample: [Double]) {
    let values = Self.values(test, parameters)
    let profile = NumericReference(reference.lazy.map { Float($0) })
    var window = NumericWindow(profile)
    let floats = sample.map { Float($0) }
    floats.withUnsafeBufferPointer { buffer in
      if let start = buffer.baseAddress { window.observe(start, stride: 1, rows: 0..<buffer.count) }
    }
    var outcome = WindowTest(values, reference: .numeric(profile)).compare(window)
    // Infinite values have a rank, but no distance.
    let (first, second) = (
      Self.sorted(reference, isWanted: { test == .wasserstein ? $0.isFinite : !$0.isNaN }),
      Self.sorted(sample, isWanted: { test == .wasserstein ? $0.isFinite : !$0.isNaN })
    )
    if test == .ks || test == .wasserstein, !first.isEmpty, !second.isEmpty {
      let smirnov = KolmogorovSmirnov(sorted: first, second)
      outcome.pValue = smirnov.pValue
      if test == .ks {
        outcome.statistic = smirnov.statistic
      } else {
        outcome.evidence["ks"] = smirnov.statistic
        outcome.statistic = WassersteinDistance.standardized(reference: first, sample: second)
      }
      outcome.effect = outcome.statistic
    }
    self.init(outcome, values)
  }

  /// Compares categories; nil is missing.
  package init(
    test: DriftTest, parameters: [String: Double] = [:], referenceCategories: [String?], sampleCategories: [String?]
  ) {
    precondition(test.allows(.category), "\(test.rawValue) compares numbers")
    let values = Self.values(test, parameters)
    let profile = CategoricalReference(Self.column(referenceCategories))
    var window = CategoryWindow(profile)
    window.observe(Self.column(sampleCategories), rows: 0..<sampleCategories.count)
    self.init(WindowTest(values, reference: .categorical(profile)).compare(window), values)
  }

  private init(_ outcome: WindowOutcome, _ values: ParameterValues) {
    self.outcome = outcome
    isDrift = outcome.drifts(level: values.optional("false_alarm_every").map { 1 / $0 } ?? values["alpha"])
  }

  private static func values(_ test: DriftTest, _ parameters: [String: Double]) -> ParameterValues {
    precondition(
      !test.isStreaming && test.looksAtValues, "\(test.rawValue) does not compare the values of two windows")
    return ParameterValues(test: test, given: parameters)
  }

  private static func sorted(_ values: [Double], isWanted: (Double) -> Bool) -> [Double] {
    values.filter(isWanted).sorted()
  }

  private static func column(_ texts: [String?]) -> ByteColumn {
    var column = ByteColumn()
    for text in texts {
      if let text { column.append(text) } else { column.appendMissing() }
    }
    return column
  }
}
