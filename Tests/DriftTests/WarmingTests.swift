import Records
import Statistics
import Testing

@testable import Drift

@Suite("Error detectors and the holdout")
struct WarmingTests {
  private static let layout = FeatureLayout(features: [.init(name: "x", kind: .numeric, expression: "x")])

  private static func monitor(holdoutErrors: Int, of rows: Int) -> DriftMonitor {
    let settings = DriftSettings(
      window: .events(1_000), detectors: [DetectorSettings(name: "error-rise", test: .adwin, subject: .error)])
    var monitor = DriftMonitor(settings: settings, layout: layout, task: .binary, pipeline: "p")
    var reference = ReferenceProfile()
    reference[.error] = ReferenceDistribution(numbers: (0..<rows).map { $0 < holdoutErrors ? 1 : Float(0) })
    monitor.rebase(reference: reference, model: ModelVersion(1))
    return monitor
  }

  private static func observe(_ monitor: inout DriftMonitor, rate: Double, count: Int, seed: UInt64) -> [Alert] {
    var generator = SeededGenerator(seed: seed)
    let errors = (0..<count).map { _ in generator.uniform() < rate ? Float(1) : 0 }
    monitor.observeExamples(labels: errors, errors: errors, times: (0..<Int64(count)).map { $0 + 1 })
    return monitor.takeAlerts()
  }

  @Test(
    "a model that is worse than on its holdout from its first answer is noticed",
    arguments: 1...5 as ClosedRange<UInt64>)
  func badFromTheStart(seed: UInt64) {
    var monitor = Self.monitor(holdoutErrors: 180, of: 1_000)
    let alerts = Self.observe(&monitor, rate: 0.6, count: 400, seed: seed)
    #expect(alerts.first?.state == .firing, "seed \(seed)")
    #expect(alerts.first?.evidence["direction"] == 1, "seed \(seed)")
  }

  @Test("a model that does as on its holdout is left alone", arguments: 1...5 as ClosedRange<UInt64>)
  func asOnTheHoldout(seed: UInt64) {
    var monitor = Self.monitor(holdoutErrors: 180, of: 1_000)
    #expect(Self.observe(&monitor, rate: 0.18, count: 20_000, seed: seed).isEmpty, "seed \(seed)")
  }

  @Test("a holdout without any error or any right answer is no trouble", arguments: [0, 1_000])
  func extremes(errors: Int) {
    var monitor = Self.monitor(holdoutErrors: errors, of: 1_000)
    #expect(Self.observe(&monitor, rate: Double(errors) / 1_000, count: 5_000, seed: 1).isEmpty)
  }
}

@Suite("Detections out of order")
struct DetectionTimeTests {
  @Test("a detection is dated by the newest event seen, not by the late one that tipped the scales")
  func outOfOrder() throws {
    let layout = FeatureLayout(features: [.init(name: "x", kind: .numeric, expression: "x")])
    let settings = DriftSettings(
      window: .events(10_000), detectors: [DetectorSettings(name: "error-rise", test: .adwin, subject: .error)])
    var monitor = DriftMonitor(settings: settings, layout: layout, task: .binary, pipeline: "p")
    monitor.rebase(reference: nil, model: ModelVersion(1))
    // Two partitions, one a thousand events behind the other.
    let times = (0..<Int64(4_000)).map { $0 % 2 == 0 ? $0 + 2_000 : $0 + 1_000 }
    let errors = (0..<4_000).map { $0 < 3_000 ? Float($0 % 10 == 0 ? 1 : 0) : 1 }
    monitor.observeExamples(labels: errors, errors: errors, times: times)
    let alert = try #require(monitor.takeAlerts().first)
    #expect(alert.time.milliseconds >= 5_000 && alert.window?.to == alert.time)
  }
}
