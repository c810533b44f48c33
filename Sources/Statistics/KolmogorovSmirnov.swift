/// The two-sample test of Kolmogorov and Smirnov: do two samples come from one distribution?
package struct KolmogorovSmirnov: Hashable, Sendable {
  /// D = sup |F − G|; both distribution functions count ties as at or below.
  package let statistic: Double
  /// The chance of such a D or a larger one when both samples come from one (continuous) distribution.
  package let pValue: Double
  /// +1 where the first sample's distribution function is the higher one at D (its values are smaller), else −1.
  package let sign: Int

  /// Up to so many rows on the larger side the p-value is exact by default, as SciPy's.
  package static let exactLimit = 10_000

  /// - Parameters:
  ///   - first: at least one value, none of them NaN, in any order.
  ///   - second: the same.
  package init(_ first: [Double], _ second: [Double]) {
    self.init(sorted: first.sorted(), second.sorted())
  }

  /// Of samples in ascending order.
  package init(sorted first: [Double], _ second: [Double]) {
    precondition(!first.isEmpty && !second.isEmpty, "each sample has a value")
    let (m, n) = (first.count, second.count)
    var (i, j) = (0, 0)
    var (above, below) = (0, 0)
    while i < m, j < n {
      let value = min(first[i], second[j])
      while i < m, first[i] <= value { i += 1 }
      while j < n, second[j] <= value { j += 1 }
      above = max(above, i * n - j * m)
      below = max(below, j * m - i * n)
    }
    statistic = Double(max(above, below)) / (Double(m) * Double(n))
    sign = below > above ? -1 : 1
    pValue = Self.pValue(statistic, m, n)
  }

  /// The p-value of a distance between samples of `m` and `n` rows.
  ///
  /// Exact where neither side has more than `exactUpTo` rows, else that of one sample of mn/(m+n) rows (SciPy's `kstwo`).
  package static func pValue(_ distance: Double, _ m: Int, _ n: Int, exactUpTo limit: Int = exactLimit) -> Double {
    if distance <= 0 { return 1 }
    if max(m, n) <= limit { return exactPValue(distance, m, n) }
    let effective = Double(m) * Double(n) / (Double(m) + Double(n))
    return KolmogorovDistribution.survival(distance, count: max(1, Int(effective.rounded(.toNearestOrEven))))
  }

  /// The share of lattice paths from (0, 0) to (m, n) that somewhere leave the band in which the two distribution functions
  /// are closer than `distance` (Hodges 1958). All terms are positive, so that small p-values keep their precision.
  private static func exactPValue(_ distance: Double, _ m: Int, _ n: Int) -> Double {
    let divisor = greatestCommonDivisor(m, n)
    let (right, up) = (n / divisor, m / divisor)
    // |x/m − y/n| is a whole multiple of 1 / lcm; so is the distance, but for rounding.
    let reach = Int((distance * Double(m) * Double(right)).rounded())
    if reach == 0 { return 1 }
    return m == n ? squareExactPValue(reach, n) : bandedExactPValue(reach, m, n, right: right, up: up)
  }

  /// For samples of one size: the reflections of the diagonal band.
  private static func squareExactPValue(_ reach: Int, _ n: Int) -> Double {
    var result = 0.0
    for reflection in stride(from: n / reach, through: 0, by: -1) {
      var term = 1.0
      for index in 0..<reach {
        term *= Double(n - reflection * reach - index) / Double(n + reflection * reach + index + 1)
      }
      result = term * (1 - result)
    }
    return min(1, 2 * result)
  }

  private static func bandedExactPValue(_ reach: Int, _ m: Int, _ n: Int, right: Int, up: Int) -> Double {
    // outside[y]: of the paths to (x, y), the share that has left the band. 1 wherever (x, y) itself lies outside.
    var outside = [Double](repeating: 1, count: n + 1)
    for x in 0...m {
      // Inside: |x * right − y * up| < reach.
      let low = max(0, floorDivision(x * right - reach, up) + 1)
      let high = min(n, floorDivision(x * right + reach - 1, up))
      if low > high { return 1 }
      if low > 0 { outside[low - 1] = 1 }
      for y in low...high {
        let steps = Double(x + y)
        let fromLeft = x > 0 ? outside[y] * (Double(x) / steps) : 0
        let fromBelow = y > 0 ? outside[y - 1] * (Double(y) / steps) : 0
        outside[y] = x == 0 && y == 0 ? 0 : fromLeft + fromBelow
      }
    }
    return min(1, outside[n])
  }

  private static func floorDivision(_ numerator: Int, _ divisor: Int) -> Int {
    let quotient = numerator / divisor
    return numerator % divisor < 0 ? quotient - 1 : quotient
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
