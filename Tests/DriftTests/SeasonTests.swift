import Foundation
import Records
import Statistics
import Testing

@testable import Drift

/// Features whose means follow a week, some of them with heavy tails, compared with the window of a week ago.
@Suite struct SeasonTests {
  private static let week = 7 * 86_400_000.0

  /// A simulated stream, window by window.
  private struct World {
    let featureCount: Int
    let windowLength: Int64
    let rowsPerWindow: Int
    let layout: FeatureLayout
    var generator: SeededGenerator

    init(featureCount: Int, windowLength: Int64, rowsPerWindow: Int, seed: UInt64) {
      self.featureCount = featureCount
      self.windowLength = windowLength
      self.rowsPerWindow = rowsPerWindow
      layout = FeatureLayout(
        features: (0..<featureCount).map { .init(name: "f\($0)", kind: .numeric, expression: "f\($0)") })
      generator = SeededGenerator(seed: seed)
    }

    /// Of unit variance; every third feature is normal, Student's t of five degrees of freedom, or log-normal.
    private mutating func noise(_ feature: Int) -> Double {
      let normal = self.normal()
      switch feature % 3 {
      case 0: return normal
      case 1:
        var squares = 0.0
        for _ in 0..<5 {
          let value = self.normal()
          squares += value * value
        }
        return normal / (squares / 5).squareRoot() / (5.0 / 3).squareRoot()
      default: return (exp(normal) - exp(0.5)) / ((exp(1) - 1) * exp(1)).squareRoot()
      }
    }

    private mutating func normal() -> Double {
      (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }

    /// One row at a time; `shift` of one feature is in standard deviations.
    mutating func append(
      _ rows: Int, at time: Int64, to matrix: inout FeatureMatrix, shift: (feature: Int, by: Double)?
    ) {
      let first = matrix.count
      matrix.appendRows(rows)
      for row in first..<first + rows {
        for feature in 0..<featureCount {
          let season = 0.5 * sin(2 * .pi * Double(time) / SeasonTests.week + Double(feature))
          let shifted = shift?.feature == feature ? shift!.by : 0
          matrix.values[row * featureCount + feature] = Float(season + noise(feature) + shifted)
        }
      }
    }

    mutating func reference() -> ReferenceProfile {
      var matrix = FeatureMatrix(layout: layout)
      for hour in 0..<7 * 24 { append(60, at: Int64(hour) * 3_600_000, to: &matrix, shift: nil) }
      return ReferenceProfile(features: matrix, layout: layout)
    }

    func monitor(_ reference: DriftReference, falseAlarmEvery windows: Double) -> DriftMonitor {
      let detector = DetectorSettings(
        name: "feature-shift", test: .ks, subject: .features, parameters: ["false_alarm_every": windows],
        reference: reference)
      return DriftMonitor(
        settings: DriftSettings(window: .time(.milliseconds(windowLength)), detectors: [detector]), layout: layout,
        task: .binary, pipeline: "season")
    }

    /// Runs the days through the monitor; `shift` of feature 1 from a day on.
    mutating func run(_ monitor: inout DriftMonitor, days: Int, shiftFrom day: Int?, by size: Double) -> [Alert] {
      let windows = Int64(days) * 86_400_000 / windowLength
      var alerts: [Alert] = []
      for window in 0..<windows {
        var matrix = FeatureMatrix(layout: layout)
        let time = window * windowLength
        let isShifted = day.map { time >= Int64($0) * 86_400_000 } ?? false
        append(rowsPerWindow, at: time, to: &matrix, shift: isShifted ? (1, size) : nil)
        monitor.observePredictions(
          matrix, rows: 0..<rowsPerWindow, scores: Array(repeating: 0.5, count: rowsPerWindow),
          classes: Array(repeating: 0, count: rowsPerWindow), times: Array(repeating: time, count: rowsPerWindow))
        alerts += monitor.takeAlerts()
      }
      return alerts
    }
  }

  @Test(
    "against the training's distribution a week is drift; against the window of a week ago it is none, and a shift is one episode"
  )
  func week() throws {
    var world = World(featureCount: 3, windowLength: 6 * 3_600_000, rowsPerWindow: 600, seed: 1)
    let reference = world.reference()
    var training = world.monitor(.training, falseAlarmEvery: 120)
    training.rebase(reference: reference, model: ModelVersion(1))
    let cycles = world.run(&training, days: 14, shiftFrom: nil, by: 0)
    #expect(cycles.contains { $0.state == .firing })

    var monitor = world.monitor(.ago(.seconds(7 * 86_400)), falseAlarmEvery: 120)
    monitor.rebase(reference: reference, model: ModelVersion(1))
    #expect(monitor.states.allSatisfy { $0.idleReason == "there is no window of 7d ago yet" })
    let alerts = world.run(&monitor, days: 30, shiftFrom: 16, by: 0.5)
    let episodes = alerts.filter { $0.state == .firing }
    #expect(episodes.map(\.on) == ["f1"])
    let alert = try #require(episodes.first)
    #expect(alert.reference?.ago == "7d ago" && alert.reference?.model == nil)
    #expect(alert.message.contains("against 7d ago"))
    #expect((16 * 86_400_000..<17 * 86_400_000).contains(Int(alert.time.milliseconds)))
    // A week after the shift the past window has it too.
    let resolved = try #require(alerts.first { $0.state == .resolved })
    #expect((22 * 86_400_000..<25 * 86_400_000).contains(Int(resolved.time.milliseconds)))
  }

  @Test("a new model does not make a feature forget its past")
  func rebase() {
    var world = World(featureCount: 2, windowLength: 86_400_000, rowsPerWindow: 400, seed: 2)
    let reference = world.reference()
    var monitor = world.monitor(.ago(.seconds(7 * 86_400)), falseAlarmEvery: 30)
    monitor.rebase(reference: reference, model: ModelVersion(1))
    _ = world.run(&monitor, days: 9, shiftFrom: nil, by: 0)
    monitor.rebase(reference: world.reference(), model: ModelVersion(2))
    var matrix = FeatureMatrix(layout: world.layout)
    world.append(400, at: 9 * 86_400_000, to: &matrix, shift: (1, 2))
    for day in [9, 10] as [Int64] {
      monitor.observePredictions(
        matrix, rows: 0..<400, scores: Array(repeating: 0.5, count: 400), classes: Array(repeating: 0, count: 400),
        times: Array(repeating: day * 86_400_000, count: 400))
    }
    #expect(monitor.takeAlerts().map(\.on) == ["f1"])
  }

  @Test(
    "40 days, 30 features, a window each 10 minutes, a false alarm in 30 days: at most two false episodes, and a shift of 0.25 is one",
    .enabled(
      if: ProcessInfo.processInfo.environment["FRESHET_LONG_TESTS"] != nil,
      "takes minutes without optimisation; set FRESHET_LONG_TESTS"))
  func fortyDays() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var world = World(featureCount: 30, windowLength: 600_000, rowsPerWindow: 1_000, seed: seed)
      let reference = world.reference()
      var quiet = world.monitor(.ago(.seconds(7 * 86_400)), falseAlarmEvery: 30 * 144)
      quiet.rebase(reference: reference, model: ModelVersion(1))
      let alarms = world.run(&quiet, days: 40, shiftFrom: nil, by: 0).filter { $0.state == .firing }
      #expect(alarms.count <= 2, "seed \(seed): \(alarms.map(\.message))")

      var shifted = world.monitor(.ago(.seconds(7 * 86_400)), falseAlarmEvery: 30 * 144)
      shifted.rebase(reference: reference, model: ModelVersion(1))
      let found = world.run(&shifted, days: 40, shiftFrom: 20, by: 0.25).filter { $0.state == .firing && $0.on == "f1" }
      #expect(found.count == 1, "seed \(seed): \(found.map(\.time))")
      let first = try #require(found.first)
      #expect((20 * 86_400_000..<21 * 86_400_000).contains(Int(first.time.milliseconds)), "seed \(seed)")
      print(
        "FORTY seed \(seed): \(alarms.count) false, found \(found.map { Double($0.time.milliseconds) / 86_400_000 })")
    }
  }
}
