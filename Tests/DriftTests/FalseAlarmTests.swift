import Foundation
import Statistics
import Testing

@testable import Drift

/// `false_alarm_every` of streaming tests: kept on stationary streams, of seeds that calibrated nothing.
@Suite struct FalseAlarmTests {
  static let able = DriftTest.allCases.filter { $0.isStreaming && $0.refusal(of: "false_alarm_every") == nil }

  private typealias Shape = (name: String, next: @Sendable (inout SeededGenerator) -> Double)

  private static func bits(_ rate: Double) -> Shape { ("bits of \(rate)", { $0.uniform() < rate ? 1 : 0 }) }

  private static let few: [Shape] = [bits(0.03), bits(0.5), ("uniform", { $0.uniform() })]
  private static let many: [Shape] = few + [bits(0.15), bits(0.35), bits(0.8)]

  /// Alarms of a test on streams of a shape.
  private func alarms(
    _ test: DriftTest, _ shape: Shape, interval: Double, streams: Int, length: Int, seed: UInt64
  ) -> Int {
    var alarms = 0
    for stream in 0..<UInt64(streams) {
      var generator = SeededGenerator(seed: seed + stream)
      var parameters = ["false_alarm_every": interval]
      if test == .eDetector {
        // Its promise is for a mean that is known.
        var probe = SeededGenerator(seed: seed + 1_000)
        parameters["mean"] = (0..<20_000).reduce(0) { sum, _ in sum + shape.next(&probe) } / 20_000
      }
      var detector = StreamDetector(test: test, parameters: parameters)
      for update in 0..<length where detector.update(shape.next(&generator), at: Int64(update)) { alarms += 1 }
    }
    return alarms
  }

  /// The worst shape's alarms must be at most 1.5 times what was asked for, and no test so silent that the knob means nothing:
  /// at least a fifth of it on one shape. An e-detector's promise is a bound, and e-detectors are far below it.
  private func check(_ test: DriftTest, _ shapes: [Shape], interval: Double, streams: Int, length: Int) {
    let expected = Double(streams * length) / interval
    var most = 0
    for shape in shapes where test.allows(.number) || shape.name.hasPrefix("bits") {
      let found = alarms(test, shape, interval: interval, streams: streams, length: length, seed: 77_000)
      most = max(most, found)
      #expect(
        Double(found) <= 1.5 * expected + 3 * expected.squareRoot(),
        "\(test) each \(interval) on \(shape.name): \(found) alarms, \(expected) asked for")
    }
    #expect(
      Double(most) >= expected / (test == .eDetector ? 100 : 5) - 1,
      "\(test) each \(interval): at most \(most) alarms on any stream, \(expected) asked for")
  }

  @Test("on stationary streams alarms come about as seldom as asked", arguments: able)
  func kept(test: DriftTest) {
    check(test, Self.few, interval: 2_000, streams: 1, length: 40_000)
  }

  @Test(
    "so they do for long intervals", .enabled(if: ProcessInfo.processInfo.environment["FRESHET_LONG_TESTS"] != nil),
    arguments: able, [10_000, 100_000, 1_000_000] as [Double])
  func keptLong(test: DriftTest, interval: Double) {
    check(test, Self.many, interval: interval, streams: 25, length: Int(interval))
  }

  @Test("a long interval makes no test more eager than a short one", arguments: able)
  func monotone(test: DriftTest) {
    let values = GoldenStreams.all["step"]!
    func found(_ interval: Double) -> Int {
      var detector = StreamDetector(test: test, parameters: ["false_alarm_every": interval])
      return detector.detections(in: values).first { $0 >= 10_000 } ?? values.count
    }
    #expect(found(10_000) <= found(1e9), "\(test)")
  }

  @Test(
    "tests whose alarms follow the rate refuse the setting, and say what keeps it",
    arguments: [DriftTest.ddm, .eddm, .stepd])
  func refused(test: DriftTest) throws {
    #expect(test.parameter("false_alarm_every") == nil)
    let refusal = try #require(test.refusal(of: "false_alarm_every"))
    #expect(refusal.hasPrefix("\(test.rawValue) cannot keep a time between false alarms: "))
    #expect(refusal.hasSuffix("use adwin, page_hinkley, hddm_a, hddm_w, kswin, seed, glr, e_detector"))
    #expect(test.refusal(of: "nonsense") == nil)
  }

  @Test("an interval and what it stands in place of exclude each other")
  func conflicts() {
    func conflict(_ test: DriftTest, _ name: String, _ value: Double) -> String? {
      test.conflict(in: ["false_alarm_every": 10_000, name: value])
    }
    #expect(conflict(.adwin, "delta", 0.002) == "false_alarm_every stands in place of delta")
    #expect(conflict(.pageHinkley, "threshold", 50) == "false_alarm_every stands in place of threshold")
    #expect(conflict(.pageHinkley, "forgetting", 1) == "false_alarm_every stands in place of forgetting")
    #expect(conflict(.kswin, "alpha", 0.01) == "false_alarm_every stands in place of alpha")
    #expect(conflict(.ks, "alpha", 0.01) == "false_alarm_every stands in place of alpha")
    #expect(
      conflict(.adwin, "clock", 1)
        == "false_alarm_every was calibrated for the default of clock, and cannot be promised for another")
    for (test, name, value) in [
      (DriftTest.pageHinkley, "delta", 0.01), (.kswin, "window", 200), (.adwin, "direction", 1),
      (.likelihoodRatio, "scale", 500),
    ] { #expect(conflict(test, name, value) == nil) }
    #expect(DriftTest.adwin.conflict(in: ["delta": 0.1, "clock": 1]) == nil)
  }

  @Test("a curve goes through its points, between them along straight lines of the logarithms, and on beyond them")
  func curve() {
    let curve = CalibrationCurve([(100, 1e-1), (1_000, 1e-3), (10_000, 1e-4)])
    for (interval, wanted) in [
      (10, 1e1), (100, 1e-1), (1_000, 1e-3), (10_000, 1e-4), (316.227766, 1e-2), (1e6, 1e-6),
    ] { #expect(abs(curve.value(at: interval) / wanted - 1) < 1e-6, "at \(interval)") }
  }
}
