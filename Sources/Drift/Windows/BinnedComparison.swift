import Glibc
import Statistics

/// The tests over bins, beside PSI: chi-squared and Jensen-Shannon.
enum BinnedComparison {
  /// Pearson's test of homogeneity on the table of two rows, cells under 5 pooled.
  struct ChiSquared: Hashable, Sendable {
    let statistic: Double
    let degreesOfFreedom: Double
    let pValue: Double
    /// Cramér's V as it would be if both samples were of one size: 0 for equal shares, 1 for samples that share no bin. A
    /// large reference does not make it small.
    let effect: Double
  }

  static func chiSquared(expected: [Int], observed: [Int]) -> ChiSquared {
    let pooled = pool(expected, observed)
    let (first, second) = (Double(expected.reduce(0, +)), Double(observed.reduce(0, +)))
    var sum = 0.0
    var effect = 0.0
    for (a, b) in pooled where first > 0 && second > 0 {
      let (p, q) = (Double(a) / first, Double(b) / second)
      effect += (p - q) * (p - q) / (2 * (p + q))
      let column = Double(a + b)
      let (wantedFirst, wantedSecond) = (column * first / (first + second), column * second / (first + second))
      let (missedFirst, missedSecond) = (Double(a) - wantedFirst, Double(b) - wantedSecond)
      sum += missedFirst * missedFirst / wantedFirst + missedSecond * missedSecond / wantedSecond
    }
    let freedom = Double(max(0, pooled.count - 1))
    return ChiSquared(
      statistic: sum, degreesOfFreedom: freedom,
      pValue: ChiSquaredDistribution.survival(sum, degreesOfFreedom: freedom),
      effect: effect.squareRoot())
  }

  /// The columns of the table, those in which either row would expect fewer than five put together.
  private static func pool(_ expected: [Int], _ observed: [Int]) -> [(Int, Int)] {
    let (first, second) = (expected.reduce(0, +), observed.reduce(0, +))
    let smaller = Double(min(first, second)) / Double(max(1, first + second))
    var columns: [(Int, Int)] = []
    var rest = (0, 0)
    for (a, b) in zip(expected, observed) where a + b > 0 {
      if Double(a + b) * smaller < 5 { rest = (rest.0 + a, rest.1 + b) } else { columns.append((a, b)) }
    }
    guard rest.0 + rest.1 > 0 else { return columns }
    // A pool that is still too small goes to the smallest of the others.
    if Double(rest.0 + rest.1) * smaller < 5,
      let smallest = columns.indices.min(by: { columns[$0].0 + columns[$0].1 < columns[$1].0 + columns[$1].1 })
    {
      columns[smallest] = (columns[smallest].0 + rest.0, columns[smallest].1 + rest.1)
    } else {
      columns.append(rest)
    }
    return columns
  }

  /// The Jensen-Shannon divergence of the shares, in nats: 0 for equal ones, ln 2 for shares without a common bin.
  ///
  /// Lin, "Divergence Measures Based on the Shannon Entropy", 1991. Without drift, eight times the divergence over (1/N + 1/M)
  /// follows about a chi-squared distribution, as PSI over (1/N + 1/M) does: both are f-divergences.
  static func jensenShannon(expected: [Int], observed: [Int]) -> Double {
    let (first, second) = (Double(expected.reduce(0, +)), Double(observed.reduce(0, +)))
    guard first > 0, second > 0 else { return 0 }
    var sum = 0.0
    for (a, b) in zip(expected, observed) {
      let (p, q) = (Double(a) / first, Double(b) / second)
      let middle = (p + q) / 2
      if p > 0 { sum += p / 2 * log(p / middle) }
      if q > 0 { sum += q / 2 * log(q / middle) }
    }
    return max(0, sum)
  }
}
