import Statistics
import Testing

@testable import Drift

@Suite struct EDetectorTests {
  @Test("with the mean given, alarms come no sooner on average than asked, whatever the distribution")
  func promise() {
    let shapes: [(name: String, mean: Double, next: (inout SeededGenerator) -> Double)] = [
      ("bits", 0.1, { $0.uniform() < 0.1 ? 1 : 0 }),
      ("even bits", 0.5, { $0.uniform() < 0.5 ? 1 : 0 }),
      ("uniform", 0.5, { $0.uniform() }),
      (
        "cubes", 0.25,
        {
          let u = $0.uniform(); return u * u * u
        }
      ),
    ]
    for shape in shapes {
      var total = 0
      let runs = 60
      for seed in 0..<UInt64(runs) {
        var generator = SeededGenerator(seed: seed)
        var detector = EDetector(falseAlarmEvery: 500, mean: shape.mean, tolerance: 0, warmup: 1)
        var updates = 1
        while updates < 20_000, !detector.update(shape.next(&generator), at: Int64(updates)) { updates += 1 }
        total += updates
      }
      #expect(total / runs >= 500, "\(shape.name), seeds 0..<\(runs): \(total / runs)")
    }
  }

  @Test("a sum is that of all starts, by its definition")
  func definition() {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<200).map { _ in generator.uniform() }
    var detector = EDetector(falseAlarmEvery: 1e300, mean: 0.4, tolerance: 0, warmup: 1, direction: 1)
    for (index, value) in values.enumerated() {
      _ = detector.update(value, at: Int64(index))
      var mixture = 0.0
      for bet in 1...8 {
        let share = 1 / Double(1 << bet)
        for start in 0...index {
          mixture += values[start...index].reduce(1) { $0 * (1 + share * ($1 / 0.4 - 1)) } / 8
        }
      }
      #expect(abs(detector.evidence.statistic! / mixture - 1) < 1e-9, "update \(index)")
    }
  }

  @Test(
    "a learned mean is held against what follows, learned anew after a detection, and a change within the tolerance let pass"
  )
  func learning() throws {
    var generator = SeededGenerator(seed: 6)
    let values = (0..<30_000).map { generator.uniform() < ($0 < 10_000 ? 0.1 : $0 < 20_000 ? 0.11 : 0.4) ? 1.0 : 0 }
    var detector = EDetector(falseAlarmEvery: 100_000, tolerance: 0.1, warmup: 2_000)
    let first = try #require(values.indices.first { detector.update(values[$0], at: Int64($0)) })
    #expect((20_000..<20_100).contains(first), "\(first)")
    let since = try #require(detector.evidence.since)
    #expect((19_900..<20_030).contains(since), "\(since)")
    #expect(detector.mean == nil)
    for index in (first + 1)..<30_000 {
      let fires = detector.update(values[index], at: Int64(index))
      #expect(!fires, "update \(index)")
    }
    #expect(abs(detector.mean! - 0.4) < 0.05)
  }
}
