import Glibc
import Statistics

/// McNemar's test: of two classifiers that answered the same rows, is the first right more often?
///
/// Only the rows on which they disagree about being right say anything.
struct McNemar {
  /// Rows that only the first, and only the second, got right.
  var firstOnly: Int
  var secondOnly: Int
  /// All rows.
  var count: Int

  /// How sure the test is that the first's accuracy is more than `margin` above the second's: one minus its one-sided
  /// p-value, so that two equals are at ½.
  ///
  /// Without a margin the exact test with the mid-p (Fagerland, Lydersen & Laake, 2013), and beyond a thousand
  /// disagreements its normal limit; with one, Tango's score test (1998), which is McNemar's at a margin of 0.
  func confidence(margin: Double) -> Double {
    if margin == 0, firstOnly + secondOnly <= 1_000 { return exact }
    return NormalDistribution.cumulative(score(margin: min(max(margin, -0.999), 0.999)))
  }

  /// The share of fair coins' outcomes with fewer heads than `firstOnly`, and half of those with as many.
  private var exact: Double {
    let coins = Double(firstOnly + secondOnly)
    var below = 0.0
    for heads in 0...firstOnly {
      let chance = exp(
        lgamma(coins + 1) - lgamma(Double(heads) + 1) - lgamma(coins - Double(heads) + 1) - coins * log(2))
      below += heads < firstOnly ? chance : chance / 2
    }
    return min(1, below)
  }

  private func score(margin: Double) -> Double {
    let (n, b, c) = (Double(count), Double(firstOnly), Double(secondOnly))
    // The share of `secondOnly` that is likeliest under the margin: the root of 2n q² + B q + C.
    let linear = -b - c + (2 * n - b + c) * margin
    let constant = -c * margin * (1 - margin)
    let root = max(0, linear * linear - 8 * n * constant).squareRoot()
    let share = (root - linear) / (4 * n)
    let variance = n * (2 * share + margin * (1 - margin))
    let difference = b - c - n * margin
    guard variance > 0 else { return difference == 0 ? 0 : difference > 0 ? .infinity : -.infinity }
    return difference / variance.squareRoot()
  }
}
