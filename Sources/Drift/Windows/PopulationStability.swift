import Glibc
import Statistics

/// The population stability index between two binned samples, and what chance alone would make of it.
///
/// PSI = Σ (p − q) ln(p / q) over the bins in which either sample has a row, with half a row added to each count so that no
/// share is zero. Without drift, PSI / (1/N + 1/M) follows about a chi-squared distribution with one degree of freedom less than
/// bins (Yurdakul & Naranjo, "Statistical Properties of the Population Stability Index", 2020): on small windows, a PSI that
/// looks large is no evidence.
package struct PopulationStability: Hashable, Sendable {
  package let statistic: Double
  package let degreesOfFreedom: Double
  /// The chance of such an index or a larger one without drift.
  package let pValue: Double
  /// 1/N + 1/M: what a chi-squared value is multiplied with to make an index.
  package let scale: Double

  /// - Parameters:
  ///   - expected: rows of each bin in the reference.
  ///   - observed: rows of each bin in the window.
  package init(expected: [Int], observed: [Int]) {
    precondition(expected.count == observed.count, "both samples have the same bins")
    let bins = expected.indices.filter { expected[$0] + observed[$0] > 0 }
    let expectedRows = Double(expected.reduce(0, +))
    let observedRows = Double(observed.reduce(0, +))
    let smoothing = 0.5 * Double(bins.count)
    var sum = 0.0
    for bin in bins {
      let p = (Double(expected[bin]) + 0.5) / (expectedRows + smoothing)
      let q = (Double(observed[bin]) + 0.5) / (observedRows + smoothing)
      sum += (p - q) * log(p / q)
    }
    statistic = sum
    degreesOfFreedom = Double(max(0, bins.count - 1))
    scale = expectedRows > 0 && observedRows > 0 ? 1 / expectedRows + 1 / observedRows : .infinity
    pValue = ChiSquaredDistribution.survival(sum / scale, degreesOfFreedom: degreesOfFreedom)
  }

  /// The index that only a share `alpha` of windows without drift exceeds.
  package func criticalValue(_ alpha: Double) -> Double {
    ChiSquaredDistribution.criticalValue(alpha, degreesOfFreedom: degreesOfFreedom) * scale
  }
}
