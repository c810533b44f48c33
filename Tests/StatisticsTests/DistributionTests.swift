import Statistics
import Testing

@Suite struct DistributionTests {
  private func lines(_ name: String) throws -> [[Double]] {
    let lines = try GoldenLines.read("distributions.txt", name: name)
    try #require(!lines.isEmpty)
    return lines
  }

  private func isClose(_ value: Double, _ wanted: Double, relative: Double, absolute: Double = 0) -> Bool {
    value == wanted || abs(value - wanted) <= max(absolute, relative * abs(wanted))
  }

  @Test("the normal distribution is SciPy's, both tails")
  func normal() throws {
    for line in try lines("normal") {
      #expect(
        isClose(NormalDistribution.cumulative(line[0]), line[1], relative: 1e-12, absolute: 1e-300), "z \(line[0])")
      #expect(isClose(NormalDistribution.survival(line[0]), line[2], relative: 1e-12, absolute: 1e-300), "z \(line[0])")
    }
    for line in try lines("normal_quantile") {
      #expect(isClose(NormalDistribution.quantile(line[0]), line[1], relative: 1e-9, absolute: 1e-12), "p \(line[0])")
    }
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
  }

  @Test("the chi-squared distribution is SciPy's, and its critical value is the inverse")
  func chiSquared() throws {
    for line in try lines("chi2") {
      let value = ChiSquaredDistribution.survival(line[1], degreesOfFreedom: line[0])
      #expect(isClose(value, line[2], relative: 1e-10, absolute: 1e-300), "\(line)")
    }
    for line in try lines("chi2_critical") {
      let value = ChiSquaredDistribution.criticalValue(line[1], degreesOfFreedom: line[0])
      #expect(isClose(value, line[2], relative: 1e-9), "\(line)")
    }
    #expect(ChiSquaredDistribution.survival(3, degreesOfFreedom: 0) == 1)
    #expect(ChiSquaredDistribution.survival(0, degreesOfFreedom: 5) == 1)
    #expect(ChiSquaredDistribution.survival(.infinity, degreesOfFreedom: 5) == 0)
  }

  @Test("Kolmogorov's distribution is SciPy's kstwo")
  func kolmogorov() throws {
    for line in try lines("kstwo") {
      let value = KolmogorovDistribution.survival(line[1], count: Int(line[0]))
      #expect(isClose(value, line[2], relative: 1e-3, absolute: 1e-9), "\(line) \(value)")
    }
    for line in try lines("ksone") {
      let value = KolmogorovDistribution.oneSidedSurvival(line[1], count: Int(line[0]))
      #expect(isClose(value, line[2], relative: 1e-3, absolute: 1e-9), "\(line) \(value)")
    }
  }

  @Test("the two-sample test is SciPy's ks_2samp, with ties and without, exact and asymptotic")
  func twoSamples() throws {
    for line in try lines("ks_2samp") {
      let (m, n, shift, levels) = (Int(line[0]), Int(line[1]), line[2], line[3])
      var first = (0..<m).map { Double((7919 * $0 + 13) % 10007) / 10007 }
      var second = (0..<n).map { Double((6007 * $0 + 5) % 9973) / 9973 + shift }
      if levels > 0 {
        first = first.map { ($0 * levels).rounded(.down) }
        second = second.map { ($0 * levels).rounded(.down) }
      }
      let result = KolmogorovSmirnov(first, second)
      #expect(isClose(result.statistic, line[4], relative: 1e-12), "\(line)")
      #expect(isClose(result.pValue, line[5], relative: 1e-6, absolute: 1e-12), "\(line) \(result.pValue)")
      let distance = WassersteinDistance.between(sorted: first.sorted(), second.sorted())
      #expect(isClose(distance, line[6], relative: 1e-10, absolute: 1e-14), "\(line)")
    }
  }

  @Test("D is the largest distance of the distribution functions at any value")
  func distanceOracle() {
    for seed in 0..<50 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let levels = Int.random(in: 2...40, using: &generator)
      let first = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
        Double(Int.random(in: 0..<levels, using: &generator))
      }
      let second = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
        Double(Int.random(in: 0..<levels, using: &generator)) + (seed % 2 == 0 ? 3 : 0)
      }
      let distances = (first + second).map { value in
        abs(
          Double(first.count { $0 <= value }) / Double(first.count)
            - Double(second.count { $0 <= value }) / Double(second.count))
      }
      let result = KolmogorovSmirnov(first, second)
      #expect(abs(result.statistic - distances.max()!) < 1e-12, "seed \(seed)")
    }
  }

  @Test(
    "the exact p-value counts the orders in which two samples can come", arguments: [(2, 3), (4, 4), (3, 5), (5, 6)])
  func exactOracle(m: Int, n: Int) {
    // Every way of placing m of m + n ranks is equally likely.
    var distances: [Double] = []
    for mask in 0..<(1 << (m + n)) where mask.nonzeroBitCount == m {
      let first = (0..<m + n).filter { mask >> $0 & 1 == 1 }.map(Double.init)
      let second = (0..<m + n).filter { mask >> $0 & 1 == 0 }.map(Double.init)
      distances.append(KolmogorovSmirnov(first, second).statistic)
    }
    for distance in Set(distances) {
      let share = Double(distances.count { $0 >= distance - 1e-9 }) / Double(distances.count)
      #expect(abs(KolmogorovSmirnov.pValue(distance, m, n) - share) < 1e-12, "D \(distance)")
    }
  }
}
