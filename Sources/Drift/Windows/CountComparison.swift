import Glibc
import Statistics

/// A window's count of events, against those of other windows.
///
/// The chance is that of two Poisson counts with one rate, by the likelihood ratio: 2 (n ln(n / e) + R ln(R / E)) has about
/// the χ² distribution of one degree of freedom. Real streams vary more than Poisson's, so that what speaks is mostly the
/// effect: by which share of the usual count the window's differs.
struct CountComparison: Hashable, Sendable {
  /// What a window is compared with.
  struct Reference: Hashable, Sendable {
    var total: Int
    var windowCount: Int
  }

  /// (n - m) / m, with the mean m of the reference.
  let change: Double
  let pValue: Double

  init(_ count: Int, reference: Reference) {
    let mean = Double(reference.total) / Double(reference.windowCount)
    change = (Double(count) - mean) / max(mean, 1)
    let all = Double(count + reference.total)
    let expected = all / Double(reference.windowCount + 1)
    let ratio = 2 * (Self.term(Double(count), expected) + Self.term(Double(reference.total), all - expected))
    pValue = all == 0 ? 1 : ChiSquaredDistribution.survival(max(0, ratio), degreesOfFreedom: 1)
  }

  private static func term(_ count: Double, _ expected: Double) -> Double {
    count == 0 ? 0 : count * log(count / expected)
  }

  /// - Parameter threshold: the share of the usual count that the change must exceed.
  func outcome(threshold: Double) -> WindowOutcome {
    var outcome = WindowOutcome(statistic: abs(change), threshold: threshold, pValue: pValue)
    outcome.evidence["change"] = change
    return outcome
  }
}
