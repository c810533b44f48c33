import Records
import Statistics

/// Compares one window of one subject with its reference, by any of the window tests.
struct WindowTest: Sendable {
  /// Up to so many rows on the larger side KS's p-value is exact: beyond, its cost would hold up the stream, and the
  /// asymptotic one is within 1 % of it.
  static let exactLimit = 1_000

  let test: DriftTest
  private let values: ParameterValues
  private let reference: ReferenceDistribution
  private let bins: NumericBins?

  init(_ values: ParameterValues, reference: ReferenceDistribution) {
    test = values.test
    self.values = values
    self.reference = reference
    if case .numeric(let numbers) = reference, let count = values.optional("bins") {
      bins = NumericBins(numbers, bins: Int(count))
    } else {
      bins = nil
    }
  }

  /// The same test with another reference.
  func against(_ reference: ReferenceDistribution) -> WindowTest { WindowTest(values, reference: reference) }

  /// The outcome for a window of numbers; the reference must be numeric.
  func compare(_ window: NumericWindow) -> WindowOutcome {
    guard case .numeric(let reference) = reference else { preconditionFailure("the reference is not numeric") }
    switch test {
    case .ks: return compareDistance(window.kolmogorovDistance(reference), reference.count, window.count)
    case .wasserstein: return compareTransport(window, reference)
    default:
      guard let bins else { preconditionFailure("\(test.rawValue) declares its bins") }
      return compare(expected: bins.expected, observed: bins.counts(window))
    }
  }

  /// The outcome for a window of categories; the reference must be categorical.
  func compare(_ window: CategoryWindow) -> WindowOutcome {
    guard case .categorical(let reference) = reference else { preconditionFailure("the reference is not categorical") }
    return compare(
      expected: reference.counts + [reference.other, reference.missing],
      observed: window.counts + [window.unseen, window.missing])
  }

  private func compareDistance(_ distance: Double, _ n: Int, _ m: Int) -> WindowOutcome {
    let chance = n > 0 && m > 0 ? KolmogorovSmirnov.pValue(distance, n, m, exactUpTo: Self.exactLimit) : 1
    return WindowOutcome(statistic: distance, threshold: values["min_effect"], pValue: chance)
  }

  /// The Wasserstein distance has no distribution of its own that holds for every reference; whether the two samples differ
  /// at all is judged by KS.
  private func compareTransport(_ window: NumericWindow, _ reference: NumericReference) -> WindowOutcome {
    let distance = window.kolmogorovDistance(reference)
    let counted = reference.count > 0 && window.count > 0
    let chance =
      counted
      ? KolmogorovSmirnov.pValue(distance, reference.count, window.count, exactUpTo: Self.exactLimit) : 1
    var outcome = WindowOutcome(
      statistic: window.wassersteinDistance(reference), threshold: values["threshold"], pValue: chance)
    outcome.evidence["ks"] = distance
    return outcome
  }

  private func compare(expected: [Int], observed: [Int]) -> WindowOutcome {
    switch test {
    case .psi:
      let stability = PopulationStability(expected: expected, observed: observed)
      var outcome = WindowOutcome(
        statistic: stability.statistic, threshold: values["threshold"], pValue: stability.pValue)
      outcome.degreesOfFreedom = stability.degreesOfFreedom
      outcome.scale = stability.scale
      return outcome
    case .js:
      let divergence = BinnedComparison.jensenShannon(expected: expected, observed: observed)
      let (n, m) = (Double(expected.reduce(0, +)), Double(observed.reduce(0, +)))
      let freedom = Double(max(0, zip(expected, observed).count { $0 + $1 > 0 } - 1))
      let chiSquared = n > 0 && m > 0 ? 8 * divergence / (1 / n + 1 / m) : 0
      var outcome = WindowOutcome(
        // The distance in bits, as SciPy's jensenshannon(base=2): 0...1.
        statistic: (divergence / Self.naturalLogarithmOf2).squareRoot(), threshold: values["threshold"],
        pValue: ChiSquaredDistribution.survival(chiSquared, degreesOfFreedom: freedom))
      outcome.evidence["chi2"] = chiSquared
      return outcome
    case .chi2:
      let result = BinnedComparison.chiSquared(expected: expected, observed: observed)
      var outcome = WindowOutcome(
        statistic: result.statistic, threshold: values["min_effect"], pValue: result.pValue)
      outcome.effect = result.effect
      outcome.degreesOfFreedom = result.degreesOfFreedom
      outcome.evidence["cramers_v"] = result.effect
      return outcome
    default: preconditionFailure("\(test.rawValue) does not compare bins")
    }
  }

  private static let naturalLogarithmOf2 = 0.693147180559945309
}
