import Glibc
import Records
import Statistics
import Testing

@testable import Drift

@Suite struct WindowTestTests {
  private func normals(_ count: Int, seed: UInt64, shift: Double = 0, scale: Double = 1) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      // Of 32 bits, as windows hold them.
      Double(Float(NormalDistribution.quantile(max(1e-12, generator.uniform())) * scale + shift))
    }
  }

  @Test("PSI, Jensen-Shannon and chi-squared over bins are SciPy's")
  func binnedGolden() throws {
    let lines = try GoldenLines.read("windows.txt", name: "bins")
    #expect(lines.count == 5)
    for line in lines {
      let numbers = line.dropFirst().compactMap { Double($0) }
      let bins = Int(numbers[0])
      let first = numbers[1..<1 + bins].map { Int($0) }
      let second = numbers[1 + bins..<1 + 2 * bins].map { Int($0) }
      let wanted = Array(numbers[(1 + 2 * bins)...])
      let stability = PopulationStability(expected: first, observed: second)
      #expect(abs(stability.statistic - wanted[0]) < 1e-12)
      let divergence = BinnedComparison.jensenShannon(expected: first, observed: second)
      #expect(abs((divergence / 0.6931471805599453).squareRoot() - wanted[1]) < 1e-12)
      let chiSquared = BinnedComparison.chiSquared(expected: first, observed: second)
      #expect(abs(chiSquared.statistic - wanted[2]) < 1e-9)
      #expect(abs(chiSquared.pValue - wanted[3]) < 1e-9)
      #expect(chiSquared.degreesOfFreedom == wanted[4])
    }
  }

  @Test("chi-squared pools the cells in which fewer than five are expected")
  func pooling() {
    let pooled = BinnedComparison.chiSquared(expected: [100, 3, 2, 95, 1], observed: [90, 4, 3, 102, 0])
    let wanted = BinnedComparison.chiSquared(expected: [100, 6, 95], observed: [90, 7, 102])
    #expect(pooled == wanted)
    let tiny = BinnedComparison.chiSquared(expected: [100, 50, 1], observed: [90, 60, 0])
    #expect(tiny == BinnedComparison.chiSquared(expected: [100, 51], observed: [90, 60]))
    #expect(BinnedComparison.chiSquared(expected: [0, 0], observed: [3, 4]).pValue == 1)
  }

  @Test("PSI over a number's quantile bins is that of a naive count", arguments: [2, 8, 10, 20, 100])
  func psiOracle(bins: Int) {
    for (seed, levels) in [(1, 0.0), (2, 0), (3, 5), (4, 40)] as [(UInt64, Double)] {
      var reference = normals(1_777, seed: seed)
      var sample = normals(501, seed: seed + 100, shift: 0.2)
      if levels > 0 {
        reference = reference.map { ($0 * levels / 4).rounded() + 0 }
        sample = sample.map { ($0 * levels / 4).rounded() + 0 }
      }
      let comparison = WindowComparison(
        test: .psi, parameters: ["bins": Double(bins)], reference: reference + [.nan],
        sample: sample + [.nan, .nan])
      let wanted = naivePSI(reference, sample, bins: bins, missing: (1, 2))
      #expect(abs(comparison.outcome.statistic - wanted) < 1e-9, "seed \(seed)")
    }
  }

  /// Quantile edges by sorting, an atom between two edges of its own, half a row for each bin that has any.
  private func naivePSI(_ reference: [Double], _ sample: [Double], bins: Int, missing: (Int, Int)) -> Double {
    let sorted = reference.sorted()
    let edges = (1..<bins).map { sorted[($0 * sorted.count + bins - 1) / bins - 1] }
    func bin(_ value: Double) -> String {
      let below = Set(edges.filter { $0 < value }).count
      let isAtom = edges.count { $0 == value } > 1
      return isAtom ? "atom \(value)" : "after \(below), \(edges.last { $0 < value } ?? -.infinity)"
    }
    var counts: [String: (Int, Int)] = ["missing": missing]
    for value in reference { counts[bin(value), default: (0, 0)].0 += 1 }
    for value in sample { counts[bin(value), default: (0, 0)].1 += 1 }
    let (n, m) = (Double(reference.count + missing.0), Double(sample.count + missing.1))
    let smoothing = 0.5 * Double(counts.count)
    return counts.values.reduce(0.0) { sum, pair in
      let p = (Double(pair.0) + 0.5) / (n + smoothing)
      let q = (Double(pair.1) + 0.5) / (m + smoothing)
      return sum + (p - q) * log(p / q)
    }
  }

  @Test(
    "without drift PSI exceeds its chi-squared bound about as often as alpha says, and the threshold alone far more")
  func psiCalibration() {
    let reference = NumericReference(normals(20_000, seed: 1).map { Float($0) })
    let test = WindowTest(
      ParameterValues(test: .psi, given: ["threshold": 0.1]), reference: .numeric(reference))
    var (aboveThreshold, significant, firing) = (0, 0, 0)
    let windows = 1_000
    for seed in 0..<windows {
      var window = NumericWindow(reference)
      let values = normals(100, seed: UInt64(1_000 + seed)).map { Float($0) }
      window.observe(values, stride: 1, rows: 0..<100)
      let outcome = test.compare(window)
      if outcome.statistic > 0.1 { aboveThreshold += 1 }
      if outcome.pValue <= 0.05 { significant += 1 }
      if outcome.drifts(level: 0.001) { firing += 1 }
    }
    // DRIFT: 32 % of windows of 100 rows and 10 bins; smoothing takes a little off.
    #expect((200...380).contains(aboveThreshold), "\(aboveThreshold)")
    #expect((25...85).contains(significant), "\(significant)")
    #expect(firing <= 5, "\(firing)")
  }

  @Test(
    "KS over a reference's knots is the two-sample D, exactly where all values are knots and else within the resolution"
  )
  func ksOracle() {
    for (seed, count, levels) in [(1, 900, 0.0), (2, 30_000, 0), (3, 30_000, 20), (4, 5, 0)] as [(UInt64, Int, Double)]
    {
      for shift in [0, 0.1, 1, 10] {
        var reference = normals(count, seed: seed)
        var sample = normals(700, seed: seed + 50, shift: shift)
        if levels > 0 {
          reference = reference.map { ($0 * levels / 4).rounded() + 0 }
          sample = sample.map { ($0 * levels / 4).rounded() + 0 }
        }
        let profile = NumericReference(reference.map { Float($0) })
        var window = NumericWindow(profile)
        window.observe(sample.map { Float($0) }, stride: 1, rows: 0..<700)
        let wanted = KolmogorovSmirnov(reference, sample).statistic
        let found = window.kolmogorovDistance(profile)
        #expect(found <= wanted + 1e-12 && found >= wanted - profile.resolution - 1e-12, "seed \(seed), shift \(shift)")
        if profile.resolution == 0 { #expect(abs(found - wanted) < 1e-12) }

        // Five knots leave the window's values between them nowhere but evenly spread.
        if count < 100 { continue }
        let transport = WassersteinDistance.standardized(reference: reference.sorted(), sample: sample.sorted())
        let standardized = window.wassersteinDistance(profile)
        #expect(abs(standardized - transport) <= 0.01 * (1 + transport), "seed \(seed), shift \(shift)")
        if levels > 0 { #expect(abs(standardized - transport) < 1e-6) }
      }
    }
  }

  @Test("windows merge: two halves are the whole")
  func merging() {
    let reference = NumericReference(normals(5_000, seed: 1).map { Float($0) })
    let values = normals(1_000, seed: 2, scale: 3).map { Float($0) } + [.nan, .infinity]
    var whole = NumericWindow(reference)
    whole.observe(values, stride: 1, rows: 0..<1_002)
    var first = NumericWindow(reference)
    var second = NumericWindow(reference)
    first.observe(values, stride: 1, rows: 0..<400)
    second.observe(values, stride: 1, rows: 400..<1_002)
    first.merge(second)
    #expect(first.cells == whole.cells && first.missing == 1 && first.count == 1_001)
    #expect(abs(first.below - whole.below) < 1e-9 && abs(first.above - whole.above) < 1e-9)
  }

  @Test("missing, infinite, constant and empty samples have an answer in every window test")
  func extremes() {
    let samples: [[Double]] = [
      [], [.nan], [1], [1, 1, 1], [.infinity, -.infinity], normals(200, seed: 1), [1, .nan],
    ]
    for test in DriftTest.allCases where !test.isStreaming && test.looksAtValues {
      for reference in samples {
        for sample in samples {
          let outcome = WindowComparison(test: test, reference: reference, sample: sample).outcome
          #expect(!outcome.pValue.isNaN && (0...1).contains(outcome.pValue), "\(test) \(reference) \(sample)")
          #expect(!outcome.statistic.isNaN, "\(test) \(reference) \(sample)")
        }
      }
    }
  }

  @Test("a fall below a value that most rows share shows as well as a rise above it")
  func atoms() {
    let mostlyOnes = (0..<2_000).map { $0 % 20 == 0 ? 0.0 : 1 }
    for test in [DriftTest.psi, .ks, .chi2, .js, .wasserstein] {
      let fall = WindowComparison(test: test, reference: mostlyOnes, sample: (0..<500).map { $0 % 2 == 0 ? 0 : 1 })
      #expect(fall.isDrift, "\(test)")
      let constant = Array(repeating: 5.0, count: 1_000)
      #expect(
        WindowComparison(test: test, reference: constant, sample: Array(repeating: 4, count: 500)).isDrift, "\(test)")
      #expect(
        WindowComparison(test: test, reference: constant, sample: Array(repeating: 6, count: 500)).isDrift, "\(test)")
      #expect(
        !WindowComparison(test: test, reference: constant, sample: Array(repeating: 5, count: 500)).isDrift, "\(test)")
    }
  }

  @Test("missing values and unseen categories are bins of their own")
  func missingAndUnseen() {
    let reference: [String?] = (0..<900).map { ["a", "b", nil][$0 % 3] }
    for test in [DriftTest.psi, .chi2, .js] {
      func drifts(_ sample: [String?]) -> Bool {
        WindowComparison(test: test, referenceCategories: reference, sampleCategories: sample).isDrift
      }
      #expect(!drifts((0..<300).map { ["a", "b", nil][$0 % 3] }), "\(test)")
      #expect(drifts((0..<300).map { ["a", "b", "c"][$0 % 3] }), "\(test)")
      #expect(drifts((0..<300).map { ["a", "b"][$0 % 2] }), "\(test)")
    }
  }

  @Test("a tiny effect on many rows is significant and does not fire; a large one on few rows may be chance")
  func effectFloor() {
    let reference = normals(200_000, seed: 1)
    let slight = WindowComparison(test: .ks, reference: reference, sample: normals(200_000, seed: 2, shift: 0.03))
    #expect(slight.outcome.pValue < 1e-6 && !slight.isDrift)
    let few = WindowComparison(test: .ks, reference: reference, sample: normals(12, seed: 3))
    #expect(few.outcome.statistic > 0.05 && !few.isDrift)
  }

  @Test("Benjamini-Hochberg and Bonferroni give their bounds")
  func correction() {
    let pValues = [0.9, 0.012, 0.001, 0.03, 0.5]
    #expect(DriftMonitor.level(pValues, alpha: 0.05, correction: 0) == 0.05)
    #expect(abs(DriftMonitor.level(pValues, alpha: 0.05, correction: 1) - 0.01) < 1e-12)
    // p(3) = 0.03 ≤ 3 · 0.05 / 5.
    #expect(abs(DriftMonitor.level(pValues, alpha: 0.05, correction: 2) - 0.03) < 1e-12)
    #expect(DriftMonitor.level([], alpha: 0.05, correction: 2) == 0.05)
  }
}
