import Statistics
import Testing

@testable import Drift

@Suite struct ADWINTests {
  /// Error bits whose rate steps from one value to another.
  private func bits(_ seed: UInt64, _ before: Double, _ count: Int, then after: Double, _ rest: Int) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count + rest).map { generator.uniform() < ($0 < count ? before : after) ? 1 : 0 }
  }

  @Test(
    "after each update the window is the end of the stream: its sum, mean, variance and start are those of its values")
  func windowOracle() {
    for seed in 0..<6 as Range<UInt64> {
      var detector = ADWIN(clock: seed % 2 == 0 ? 1 : 32)
      var generator = SeededGenerator(seed: seed)
      let values = (0..<3_000).map { index in
        let level = index / 700 % 2 == 0 ? 0.1 : 0.6
        return seed < 3 ? (generator.uniform() < level ? 1 : 0) : generator.uniform() / 4 + level
      }
      for index in values.indices {
        _ = detector.update(values[index], at: Int64(index))
        let window = values[(index + 1 - detector.width)...index]
        let sum = window.reduce(0, +)
        let mean = sum / Double(window.count)
        let variance = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window.count)
        #expect(abs(detector.total - sum) < 1e-8, "seed \(seed), update \(index)")
        #expect(abs(detector.variance - variance) < 1e-8, "seed \(seed), update \(index)")
        #expect(detector.start == Int64(window.startIndex), "seed \(seed), update \(index)")
      }
    }
  }

  @Test("a detection keeps the shrunken window, tells the direction, both means, and about where the concept began")
  func evidence() throws {
    for (before, after) in [(0.1, 0.4), (0.6, 0.2)] {
      for seed in 0..<20 as Range<UInt64> {
        var detector = StreamDetector(test: .adwin)
        let values = bits(seed, before, 8_000, then: after, 4_000)
        let first = try #require(values.indices.first { detector.update(values[$0], at: Int64($0)) }, "seed \(seed)")
        #expect((8_000..<8_400).contains(first), "seed \(seed)")
        let evidence = detector.evidence
        #expect(evidence.direction == (after > before ? 1 : -1))
        #expect(evidence.statistic! > evidence.threshold!)
        #expect(evidence.count >= 5 && evidence.count < first)
        #expect(evidence.since == Int64(first - evidence.count + 1))
        #expect(abs(evidence.meanBefore! - before) < 0.05, "seed \(seed)")
        // Later shrinking finds the place.
        for index in (first + 1)..<values.count { _ = detector.update(values[index], at: Int64(index)) }
        let since = try #require(detector.evidence.since)
        #expect((7_600..<8_200).contains(since), "seed \(seed): \(since)")
        #expect(abs(detector.evidence.meanAfter! - after) < 0.15, "seed \(seed)")
      }
    }
  }

  @Test("on a constant error rate false alarms are rarer than one in 100,000 updates")
  func falseAlarms() {
    var alarms = 0
    for seed in 0..<4 as Range<UInt64> {
      var detector = StreamDetector(test: .adwin)
      alarms += detector.detections(in: bits(seed, 0.3, 50_000, then: 0.3, 0)).count
    }
    #expect(alarms <= 2)
  }

  @Test(
    "a step of the error rate from .10 is found as soon as River finds it",
    arguments: [(0.2, 400.0), (0.3, 160), (0.5, 70)])
  func delay(after: Double, bound: Double) {
    var total = 0
    for seed in 0..<20 as Range<UInt64> {
      var detector = StreamDetector(test: .adwin)
      let found = detector.detections(in: bits(seed, 0.1, 10_000, then: after, 3_000))
      total += (found.first { $0 >= 10_000 } ?? 13_000) - 10_000
    }
    #expect(Double(total) / 20 < bound, "mean delay \(Double(total) / 20)")
  }

  @Test("a copy goes on as the original does, from any moment")
  func valueSemantics() {
    let values = bits(9, 0.2, 3_000, then: 0.5, 3_000)
    var original = StreamDetector(test: .adwin)
    for cut in [0, 1, 31, 999, 3_010] {
      original = StreamDetector(test: .adwin)
      for index in 0..<cut { _ = original.update(values[index], at: Int64(index)) }
      var copy = original
      let first = (cut..<6_000).filter { original.update(values[$0], at: Int64($0)) }
      let second = (cut..<6_000).filter { copy.update(values[$0], at: Int64($0)) }
      #expect(first == second)
      #expect(original.evidence == copy.evidence)
    }
  }

  @Test("values that are not finite are left out and counted")
  func notFinite() {
    let values = bits(4, 0.1, 2_000, then: 0.6, 500)
    var clean = StreamDetector(test: .adwin)
    let wanted = clean.detections(in: values)
    var dirty = StreamDetector(test: .adwin)
    var found: [Int] = []
    for index in values.indices {
      let fires = dirty.update([.nan, .infinity, -.infinity][index % 3], at: Int64(index))
      #expect(!fires)
      if dirty.update(values[index], at: Int64(index)) { found.append(index) }
    }
    #expect(found == wanted && !found.isEmpty)
    #expect(dirty.ignored == values.count)
    #expect(dirty.updates == values.count)
  }

  @Test("constants of any size never fire", arguments: [0, 1, -3, 0.1, 1e9, 1e-9])
  func constants(value: Double) {
    for test in DriftTest.allCases where test.isStreaming && test != .ddm && test != .eddm {
      var detector = StreamDetector(test: test)
      let found = detector.detections(in: Array(repeating: value, count: 5_000))
      #expect(found.isEmpty, "\(test)")
    }
  }

  @Test("numbers are scaled by their range, so that their unit makes no difference")
  func scaling() {
    let values = GoldenStreams.all["small_numbers"]!
    var plain = StreamDetector(test: .adwin, range: 0...0.2)
    var scaled = StreamDetector(test: .adwin, parameters: ["low": 100, "high": 300])
    let wanted = plain.detections(in: values)
    let found = scaled.detections(in: values.map { $0 * 1_000 + 100 })
    #expect(found == wanted)
    #expect(!wanted.isEmpty)
    #expect(abs(scaled.evidence.meanAfter! - (plain.evidence.meanAfter! * 1_000 + 100)) < 1e-6)
  }

  @Test("a direction narrows what fires")
  func direction() {
    let values = bits(1, 0.6, 3_000, then: 0.2, 3_000)
    var rises = StreamDetector(test: .adwin, parameters: ["direction": 1])
    var falls = StreamDetector(test: .adwin, parameters: ["direction": -1])
    let (risesFound, fallsFound) = (rises.detections(in: values), falls.detections(in: values))
    #expect(risesFound.isEmpty)
    #expect(!fallsFound.isEmpty)
  }
}
