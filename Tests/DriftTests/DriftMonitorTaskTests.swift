import Records
import Statistics
import Testing

@testable import Drift

/// The monitor on tasks other than the binary one.
@Suite struct DriftMonitorTaskTests {
  private let layout = DriftMonitorTests.layout

  private func monitor(_ task: LearningTask, _ detectors: [DetectorSettings]) -> DriftMonitor {
    DriftMonitor(
      settings: DriftSettings(window: .events(600), detectors: detectors), layout: layout, task: task, pipeline: "p")
  }

  @Test("of many classes, labels are compared by name, and a class that the model does not know is unseen")
  func multiclass() throws {
    let detectors = [
      DetectorSettings(name: "labels", test: .psi, subject: .label),
      DetectorSettings(name: "predictions", test: .js, subject: .prediction),
      DetectorSettings(name: "labels-ks", test: .ks, subject: .label),
    ]
    var monitor = monitor(.multiclass, detectors)
    var profile = ReferenceProfile()
    let names = ["ant", "bee", "fly"]
    profile[.label] = ReferenceDistribution(classes: (0..<3_000).map { $0 % 3 }, names: names)
    profile[.prediction] = profile[.label]
    // The model numbers its classes in another order than the reference names them.
    monitor.rebase(reference: profile, model: ModelVersion(1), classes: ["fly", "ant", "bee"])
    let times = (0..<600).map { Int64($0) }
    let errors = Array(repeating: Float(0), count: 600)
    monitor.observeExamples(labels: (0..<600).map { Float($0 % 3) }, errors: errors, times: times)
    #expect(monitor.takeAlerts().isEmpty)
    monitor.observeExamples(labels: (0..<600).map { Float($0 % 4) - 1 }, errors: errors, times: times)
    #expect(monitor.takeAlerts().map(\.detector) == ["labels"])
    monitor.observePredictions(
      DriftMonitorTests.matrix(600, seed: 1), rows: 0..<600, scores: Array(repeating: 0.5, count: 600),
      classes: Array(repeating: 1, count: 600), times: times)
    #expect(monitor.takeAlerts().map(\.detector) == ["predictions"])
    let idle = try #require(monitor.states.first { $0.detector == "labels-ks" })
    #expect(idle.idleReason == "ks does not look at a category")
  }

  @Test("of a regression, the error's own range scales what ADWIN sees, and alerts speak in its unit")
  func regression() throws {
    var monitor = monitor(
      .regression,
      [
        DetectorSettings(name: "error", test: .adwin, subject: .error),
        DetectorSettings(name: "values", test: .wasserstein, subject: .prediction),
      ])
    var generator = SeededGenerator(seed: 1)
    var profile = ReferenceProfile()
    profile[.error] = ReferenceDistribution(numbers: (0..<2_000).map { _ in generator.uniform() * 1_000 })
    profile[.prediction] = ReferenceDistribution(numbers: (0..<2_000).map { _ in generator.uniform() * 50 })
    monitor.rebase(reference: profile, model: ModelVersion(3), classes: [])
    let errors = (0..<4_000).map { Float(generator.uniform() * 1_000 * ($0 < 3_000 ? 1 : 1.8)) }
    monitor.observeExamples(
      labels: Array(repeating: 12.5, count: 4_000), errors: errors, times: (0..<4_000).map { Int64($0) })
    let alert = try #require(monitor.takeAlerts().first)
    #expect(alert.time.milliseconds >= 3_000 && alert.detector == "error")
    #expect(abs(alert.evidence["mean_before"]! - 500) < 60 && alert.evidence["mean_after"]! > 500)
    monitor.observePredictions(
      DriftMonitorTests.matrix(600, seed: 1), rows: 0..<600,
      scores: (0..<600).map { _ in Float(generator.uniform() * 50 + 10) }, classes: [],
      times: (0..<600).map { Int64($0) })
    #expect(monitor.takeAlerts().map(\.detector) == ["values"])
  }

  @Test("one figure, the windows between two false alarms, stands in place of alpha")
  func falseAlarmEvery() {
    var alarms = 0
    let windows = 400
    for run in 0..<2 {
      var monitor = monitor(
        .binary,
        [
          DetectorSettings(
            name: "d", test: .ks, subject: .feature("amount"),
            parameters: ["false_alarm_every": 20, "min_effect": 0])
        ])
      monitor.rebase(reference: DriftMonitorTests.reference, model: ModelVersion(1))
      for window in 0..<windows / 2 {
        let matrix = DriftMonitorTests.matrix(600, seed: UInt64(1_000 * run + window + 500))
        DriftMonitorTests.predict(&monitor, matrix, rows: 0..<600, start: Int64(window) * 600_000)
      }
      alarms += monitor.takeFirings().count
    }
    // One in 20 of 400 windows is 20.
    #expect((8...36).contains(alarms), "\(alarms)")
  }

  @Test("what a subject's values are depends on the task, and a test says what it can look at")
  func kinds() {
    #expect(DriftSubject.error.kind(layout: layout, task: .binary) == .bit)
    #expect(DriftSubject.error.kind(layout: layout, task: .regression) == .number)
    #expect(DriftSubject.label.kind(layout: layout, task: .multiclass) == .category)
    #expect(DriftSubject.feature("country").kind(layout: layout, task: .binary) == .category)
    #expect(DriftSubject.feature("absent").kind(layout: layout, task: .binary) == nil)
    #expect(!DriftTest.ddm.allows(.error, layout: layout, task: .regression))
    #expect(DriftTest.ddm.allows(.error, layout: layout, task: .multiclass))
    #expect(!DriftTest.ks.allows(.feature("country"), layout: layout, task: .binary))
    #expect(DriftTest.ks.allows(.features, layout: layout, task: .binary))
    #expect(!DriftTest.ddm.allows(.features, layout: layout, task: .binary))
  }
}
