import Glibc
import Statistics
import Testing

@testable import Drift

@Suite struct LikelihoodRatioTests {
  private func bits(_ seed: UInt64, _ parts: (rate: Double, count: Int)...) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return parts.flatMap { part in (0..<part.count).map { _ in generator.uniform() < part.rate ? 1.0 : 0 } }
  }

  /// The logarithm of the likelihood of bits under their own rate.
  private func likelihood(_ values: ArraySlice<Double>) -> Double {
    let ones = values.reduce(0, +)
    let zeros = Double(values.count) - ones
    let count = Double(values.count)
    return (ones > 0 ? ones * log(ones / count) : 0) + (zeros > 0 ? zeros * log(zeros / count) : 0)
  }

  @Test("the statistic is the logarithm of the likelihood ratio at the cut, and the cut parts the stream where it says")
  func oracle() throws {
    for seed in 0..<20 as Range<UInt64> {
      let values = bits(seed, (0.2, 500), (0.6, 500))
      var detector = LikelihoodRatio()
      let found = try #require(values.indices.first { detector.update(values[$0], at: Int64($0)) }, "seed \(seed)")
      let since = Int(try #require(detector.evidence.since))
      let (older, newer) = (values[..<since], values[since...found])
      let wanted = likelihood(older) + likelihood(newer) - likelihood(values[...found])
      #expect(abs(detector.evidence.statistic! - wanted) < 1e-8, "seed \(seed)")
      #expect(detector.evidence.statistic! > detector.evidence.threshold!)
      #expect(detector.evidence.count == newer.count && detector.width == newer.count, "seed \(seed)")
      #expect(abs(detector.evidence.meanBefore! - older.reduce(0, +) / Double(older.count)) < 1e-9)
      #expect(abs(detector.evidence.meanAfter! - newer.reduce(0, +) / Double(newer.count)) < 1e-9)
      // No other place among all exceeds its bound by more than a bucket's breadth explains.
      #expect(abs(since - 500) < 60, "seed \(seed): \(since)")
    }
  }

  @Test("after each update the window is the end of the stream")
  func window() {
    for seed in 0..<4 as Range<UInt64> {
      let values = bits(seed, (0.1, 2_000), (0.5, 1_000), (0.1, 2_000), (0.9, 500))
      var detector = LikelihoodRatio(falseAlarmEvery: 10_000)
      for index in values.indices {
        _ = detector.update(values[index], at: Int64(index))
        let window = values[(index + 1 - detector.width)...index]
        #expect(abs(detector.total - window.reduce(0, +)) < 1e-9, "seed \(seed), update \(index)")
        #expect(detector.start == Int64(window.startIndex), "seed \(seed), update \(index)")
      }
    }
  }

  @Test("alarms on stationary rates come no more often than asked", arguments: [0.02, 0.1, 0.3, 0.5, 0.9])
  func falseAlarms(rate: Double) {
    for direction in [-1, 0, 1] {
      var alarms = 0
      let seeds = 0..<8 as Range<UInt64>
      for seed in seeds {
        var detector = LikelihoodRatio(falseAlarmEvery: 10_000, direction: direction)
        let values = bits(seed, (rate, 25_000))
        alarms += values.indices.count { detector.update(values[$0], at: Int64($0)) }
      }
      // 20 are allowed for on average; 35 is above all but 1 in 1,000 of Poisson counts.
      #expect(alarms <= 35, "direction \(direction), seeds \(seeds): \(alarms)")
    }
  }

  @Test("a direction leaves the other side alone, and finds its own sooner")
  func direction() throws {
    let values = bits(3, (0.1, 5_000), (0.2, 2_000))
    var (both, rises, falls) = (
      LikelihoodRatio(), LikelihoodRatio(direction: 1), LikelihoodRatio(direction: -1)
    )
    let found = try #require(values.indices.first { both.update(values[$0], at: Int64($0)) })
    let sooner = try #require(values.indices.first { rises.update(values[$0], at: Int64($0)) })
    let none = values.indices.contains { falls.update(values[$0], at: Int64($0)) }
    #expect(sooner <= found && sooner >= 5_000 && !none)
  }
}
