import Statistics
import Testing

@testable import Drift

@Suite struct StreamDetectorTests {
  private static let streaming = DriftTest.allCases.filter(\.isStreaming)

  @Test(
    "every streaming test finds a leap of the error rate, and says since when and in which direction",
    arguments: streaming)
  func leap(test: DriftTest) throws {
    for seed in 0..<5 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = (0..<8_000).map { generator.uniform() < ($0 < 4_000 ? 0.1 : 0.6) ? 1.0 : 0 }
      var detector = StreamDetector(test: test)
      var found: Int?
      for index in values.indices where detector.update(values[index], at: Int64(index)) && index >= 4_000 {
        found = index
        break
      }
      let first = try #require(found, "\(test), seed \(seed)")
      #expect(first < 4_700, "\(test), seed \(seed): \(first)")
      #expect(detector.evidence.direction == 1)
      #expect(detector.evidence.count > 0)
      let since = try #require(detector.evidence.since, "\(test), seed \(seed)")
      #expect(since <= Int64(first) && since > Int64(first) - 4_500, "\(test), seed \(seed): \(since)")
      #expect(detector.evidence.meanAfter! > detector.evidence.meanBefore!, "\(test), seed \(seed)")
    }
  }

  @Test("a copy of any streaming test goes on as the original", arguments: streaming)
  func valueSemantics(test: DriftTest) {
    let values = GoldenStreams.all["steps"]!
    var original = StreamDetector(test: test)
    for index in 0..<4_321 { _ = original.update(values[index], at: Int64(index)) }
    var copy = original
    let first = (4_321..<20_000).filter { original.update(values[$0], at: Int64($0)) }
    let second = (4_321..<20_000).filter { copy.update(values[$0], at: Int64($0)) }
    #expect(first == second)
  }

  @Test("a batch and its single values find the same", arguments: streaming)
  func batches(test: DriftTest) {
    let values = GoldenStreams.all["steps"]!.map { Float($0) }
    let marks = values.indices.map { Int64($0) }
    var single = StreamDetector(test: test)
    let wanted = values.indices.filter { single.update(Double(values[$0]), at: marks[$0]) }
    var batched = StreamDetector(test: test)
    var found: [Int] = []
    var start = 0
    while start < values.count {
      let end = min(values.count, start + 777)
      while let index = batched.advance(over: values, stride: 1, marks: marks, from: start, to: end) {
        found.append(index)
        start = index + 1
      }
      start = end
    }
    #expect(found == wanted)
  }

  @Test("KSWIN holds its alpha on data without drift, and fires by its rule")
  func kswin() {
    var generator = SeededGenerator(seed: 2)
    var detector = StreamDetector(test: .kswin, parameters: ["alpha": 0.0001])
    let alarms = detector.detections(in: (0..<20_000).map { _ in generator.uniform() })
    // Windows overlap, so that an alarm draws others after it; 2 are expected of 20,000 tests.
    #expect(alarms.count < 20)
    let found = detector.detections(in: (0..<300).map { _ in generator.uniform() + 0.7 })
    #expect(!found.isEmpty && found[0] < 40)
    #expect(detector.evidence.pValue! <= 0.0001)
  }

  @Test("declared parameters have a default within their range, one name each, and no conflict among defaults")
  func declarations() {
    for test in DriftTest.allCases {
      #expect(Set(test.parameters.map(\.name)).count == test.parameters.count, "\(test)")
      for parameter in test.parameters {
        if let value = parameter.defaultValue { #expect(parameter.allows(value), "\(test) \(parameter.name)") }
      }
      #expect(test.conflict(in: [:]) == nil)
      #expect(test.allows(.bit) != (test == .poisson))
    }
    #expect(DriftTest.kswin.conflict(in: ["recent": 60]) == "recent 60 must be at most half of window 100")
    #expect(DriftTest.adwin.conflict(in: ["low": 2, "high": 1]) != nil)
    #expect(DriftTest.adwin.parameter("clock")?.allows(1.5) == false)
  }
}
