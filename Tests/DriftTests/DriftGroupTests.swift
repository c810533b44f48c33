import Records
import Statistics
import Testing

@testable import Drift

/// Many features that move at once, slices, references of the beginning, and drift that no training mends.
@Suite struct DriftGroupTests {
  private static let width = 30

  private static let layout = FeatureLayout(
    features: (0..<width).map { .init(name: "f\($0)", kind: .numeric, expression: "f\($0)") }
      + [.init(name: "country", kind: .category, expression: "country")])

  /// Normal features; those of `moved` are shifted by that, and rows are of the countries in turn.
  private static func matrix(
    _ rows: Int, seed: UInt64, moved: [Int: Double] = [:], countries: [String] = ["CH"]
  ) -> FeatureMatrix {
    var generator = SeededGenerator(seed: seed)
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(rows)
    for row in 0..<rows {
      for feature in 0..<width {
        let normal = NormalDistribution.quantile(max(1e-9, generator.uniform()))
        matrix[row, feature] = Float(normal + (moved[feature] ?? 0))
      }
      matrix.categories[0].append(countries[row % countries.count])
    }
    return matrix
  }

  private static let reference = ReferenceProfile(
    features: matrix(10_000, seed: 42, countries: ["CH", "AT", "DE"]), layout: layout)

  private static func monitor(
    _ detectors: [DetectorSettings], window: Int = 1_000, task: LearningTask = .binary
  ) -> DriftMonitor {
    var monitor = DriftMonitor(
      settings: DriftSettings(window: .events(window), detectors: detectors), layout: layout, task: task,
      pipeline: "fraud")
    monitor.rebase(reference: reference, model: ModelVersion(7))
    return monitor
  }

  private static func predict(_ monitor: inout DriftMonitor, _ matrix: FeatureMatrix, start: Int64) {
    let rows = matrix.count
    monitor.observePredictions(
      matrix, rows: 0..<rows, scores: Array(repeating: 0.5, count: rows), classes: Array(repeating: 0, count: rows),
      times: (0..<rows).map { start + Int64($0) })
  }

  // MARK: Grouping

  @Test("thirty features that move at once are one episode, which lists those that moved most, strongest first")
  func thirty() throws {
    var monitor = Self.monitor([DetectorSettings(name: "shift", test: .psi, subject: .features)])
    let moved = Dictionary(uniqueKeysWithValues: (0..<Self.width).map { ($0, 0.8 + 0.04 * Double($0)) })
    Self.predict(&monitor, Self.matrix(1_000, seed: 1, moved: moved, countries: ["CH", "AT", "DE"]), start: 0)
    let alerts = monitor.takeAlerts()
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1 && alert.state == .firing && alert.severity == .critical)
    #expect(alert.movedCount == 30 && alert.features?.count == 10)
    let features = try #require(alert.features)
    #expect(alert.on == features[0].feature && alert.statistic == features[0].statistic)
    #expect(features.map { $0.statistic! } == features.map { $0.statistic! }.sorted(by: >))
    #expect(features.allSatisfy { $0.threshold == 0.2 && $0.pValue! < 1e-6 })
    #expect(alert.message.contains("; 29 more moved: ") && alert.message.contains(" and 26 others"))
    #expect(alert.firstWindow == alert.window)
    let bins = try #require(alert.bins)
    #expect(bins.count == 10 && bins[0].above == nil && bins[9].through == nil)
    #expect(zip(bins, bins.dropFirst()).allSatisfy { $0.through == $1.above })
    #expect(abs(bins.reduce(0) { $0 + $1.reference } - 1) < 1e-9 && abs(bins.reduce(0) { $0 + $1.current } - 1) < 1e-9)
    #expect(bins[9].current > 3 * bins[9].reference)
    #expect(monitor.takeFirings().map(\.windows) == [1])

    for window in 1...3 as ClosedRange<Int64> {
      Self.predict(
        &monitor, Self.matrix(1_000, seed: UInt64(window) + 9, countries: ["CH", "AT", "DE"]), start: window * 1_000)
    }
    let resolved = monitor.takeAlerts()
    #expect(resolved.map(\.state) == [.resolved] && resolved[0].alertID == alert.alertID && resolved[0].features == nil)
  }

  @Test("a feature that joins an open episode is told at once; one that leaves it is listed no more")
  func joining() throws {
    var monitor = Self.monitor([
      DetectorSettings(name: "shift", test: .psi, subject: .features, parameters: ["resolve_after": 2])
    ])
    let stories: [[Int: Double]] = [[3: 1], [3: 1, 8: 2], [3: 1, 8: 2], [8: 2], [8: 2], [8: 2], [:], [:]]
    var told: [(Alert.State, String, [String])] = []
    for (window, moved) in stories.enumerated() {
      Self.predict(
        &monitor, Self.matrix(1_000, seed: UInt64(window), moved: moved, countries: ["CH", "AT", "DE"]),
        start: Int64(window) * 1_000)
      for alert in monitor.takeAlerts() { told.append((alert.state, alert.on!, alert.features?.map(\.feature) ?? [])) }
      let firing = monitor.states.filter(\.isFiring).map(\.subject)
      #expect(firing == [["f3"], ["f3", "f8"], ["f3", "f8"], ["f3", "f8"], ["f8"], ["f8"], ["f8"], []][window])
    }
    #expect(told.map(\.0) == [.firing, .updated, .resolved])
    #expect(told.map(\.1) == ["f3", "f3", "f3"])
    #expect(told.map(\.2) == [["f3"], ["f8", "f3"], []])
  }

  @Test("a category's bins are its values, those that changed most in front")
  func categoryBins() throws {
    var monitor = Self.monitor([DetectorSettings(name: "shift", test: .chi2, subject: .feature("country"))])
    Self.predict(&monitor, Self.matrix(1_000, seed: 1, countries: ["CH", "CH", "CH", "AT", "xx"]), start: 0)
    let alert = try #require(monitor.takeAlerts().first)
    let bins = try #require(alert.bins)
    #expect(alert.movedCount == nil && alert.features == nil)
    #expect(bins.map(\.value) == ["DE", "CH", "AT", "(unseen)"])
    #expect(bins.map(\.current) == [0, 0.6, 0.2, 0.2])
  }

  // MARK: The beginning as reference

  @Test("first N rows are gathered whatever the batches, freeze, and begin anew with another model")
  func first() throws {
    let settings = [
      DetectorSettings(name: "shift", test: .ks, subject: .feature("f0"), reference: .first(rows: 2_500)),
      DetectorSettings(name: "country", test: .psi, subject: .feature("country"), reference: .first(rows: 2_500)),
      DetectorSettings(name: "label", test: .psi, subject: .label, reference: .first(rows: 300)),
    ]
    func run(_ size: Int) -> [Alert] {
      var monitor = Self.monitor(settings)
      // The training's distribution is another: it must not count.
      let early = Self.matrix(4_000, seed: 5, moved: [0: 3])
      let late = Self.matrix(2_000, seed: 6, moved: [0: 4], countries: ["CH", "AT"])
      for (matrix, start) in [(early, Int64(0)), (late, 10_000)] {
        for first in stride(from: 0, to: matrix.count, by: size) {
          let rows = first..<min(matrix.count, first + size)
          monitor.observePredictions(
            matrix, rows: rows, scores: rows.map { _ in 0.5 }, classes: rows.map { _ in 0 },
            times: rows.map { start + Int64($0) })
        }
      }
      return monitor.takeAlerts()
    }
    let alerts = run(4_000)
    #expect(alerts.map(\.on) == ["f0", "country"] && alerts.allSatisfy { $0.state == .firing })
    #expect(alerts.allSatisfy { $0.reference?.first == "first 2500" && $0.reference?.model == nil })
    #expect(alerts[0].window?.from == Timestamp(milliseconds: 10_000))
    #expect(run(333) == alerts)

    var monitor = Self.monitor(settings)
    Self.predict(&monitor, Self.matrix(2_000, seed: 5), start: 0)
    #expect(monitor.states[0].idleReason == "first 2500 are its reference, of which 2000 have come")
    monitor.rebase(reference: Self.reference, model: ModelVersion(8))
    #expect(monitor.states[0].idleReason == "first 2500 are its reference, of which 0 have come")
    #expect(monitor.states[2].idleReason == "first 300 are its reference, of which 0 have come")
  }

  @Test("a frozen reference is exactly that of its rows")
  func frozen() throws {
    var monitor = Self.monitor([
      DetectorSettings(name: "shift", test: .ks, subject: .feature("f0"), reference: .first(rows: 1_500))
    ])
    let matrix = Self.matrix(3_000, seed: 5)
    Self.predict(&monitor, matrix, start: 0)
    let column = (0..<3_000).map { Double(matrix[$0, 0]) }
    // The window of rows 2,000 to 2,999 is the first whole one behind the reference.
    let oracle = WindowComparison(
      test: .ks, reference: Array(column[..<1_500]), sample: Array(column[2_000...]))
    let state = try #require(monitor.states.first)
    #expect(abs(state.statistic! - oracle.outcome.statistic) < 0.002)
  }

  // MARK: Slices

  @Test("a slice's drift is found and named where the whole hides it, by streaming and by window tests")
  func slices() throws {
    var monitor = Self.monitor([
      DetectorSettings(name: "error", test: .likelihoodRatio, subject: .error, slices: ["country"]),
      DetectorSettings(
        name: "shift", test: .ks, subject: .feature("f0"), reference: .first(rows: 500), slices: ["country"]),
    ])
    var generator = SeededGenerator(seed: 11)
    let countries = ["CH", "AT", "DE", "FR", "IT"]
    for window in 0..<12 as Range<Int64> {
      let rows = 1_000
      var matrix = Self.matrix(rows, seed: UInt64(window), countries: countries)
      var examples = ObservedExamples(
        labels: Array(repeating: 0, count: rows), times: (0..<rows).map { window * 1_000 + Int64($0) })
      examples.categories = matrix.categories
      for row in 0..<rows {
        let isDrifted = window >= 6 && row % 5 == 1
        examples.errors.append(generator.uniform() < (isDrifted ? 0.5 : 0.1) ? 1 : 0)
        if isDrifted { matrix[row, 0] += 1 }
      }
      Self.predict(&monitor, matrix, start: window * 1_000)
      monitor.observeExamples(examples)
    }
    let alerts = monitor.takeAlerts().filter { $0.state == .firing }
    #expect(alerts.count == 2)
    for alert in alerts {
      #expect(alert.slice == ["country": "AT"] && alert.message.contains("where country is AT"))
      #expect((6_000..<8_000).contains(alert.time.milliseconds))
    }
    #expect(alerts.first { $0.detector == "shift" }?.window?.count == 200)
    #expect(Set(monitor.states.map(\.slice)) == Set(countries.map { "country=\($0)" }))
    #expect(monitor.states.filter { $0.detector == "shift" && $0.isFiring }.map(\.slice) == ["country=AT"])
    let json = String(decoding: try JSONCoding.encode(alerts[0]), as: UTF8.self)
    #expect(json.contains(#""slice":{"country":"AT"}"#))
  }

  @Test("a sliced watch sees exactly its rows, in order, whatever the batches: as one monitor a slice would")
  func sliceOracle() throws {
    let names = ["CH", "AT", "DE", "FR"]
    var generator = SeededGenerator(seed: 3)
    let rows = 6_000
    var examples = ObservedExamples(labels: Array(repeating: 0, count: rows), times: (0..<rows).map { Int64($0) })
    var column = ByteColumn()
    var places: [Int] = []
    for row in 0..<rows {
      places.append(Int(generator.next() % 4))
      column.append(names[places[row]])
      examples.errors.append(generator.uniform() < (row > 3_000 ? 0.3 : 0.1) ? 1 : 0)
    }
    examples.categories = [column]
    let detector = DetectorSettings(name: "error", test: .adwin, subject: .error, slices: ["country"])
    var whole = DriftMonitor(
      settings: DriftSettings(detectors: [detector]), layout: Self.layout, task: .binary, pipeline: "p")
    var parts = whole
    whole.observeExamples(examples)
    for first in stride(from: 0, to: rows, by: 97) {
      let range = first..<min(rows, first + 97)
      var part = ObservedExamples(
        labels: Array(examples.labels[range]), errors: Array(examples.errors[range]),
        times: Array(examples.times[range]))
      var texts = ByteColumn()
      for row in range { texts.append(row, of: column) }
      part.categories = [texts]
      parts.observeExamples(part)
    }
    #expect(whole.states == parts.states)
    let alerts = whole.takeAlerts()
    #expect(alerts.map(\.alertID).sorted() == parts.takeAlerts().map(\.alertID).sorted())
    for (place, name) in names.enumerated() {
      // Its share of the chance of a false alarm is that of 50 slices.
      var alone = StreamDetector(test: .adwin, parameters: ["delta": 0.002 / 50])
      let own = places.indices.filter { places[$0] == place }
      let found = alone.detections(in: own.map { Double(examples.errors[$0]) })
      let alert = alerts.first { $0.slice == ["country": name] }
      #expect(alert?.time.milliseconds == found.first.map { Int64(own[$0]) }, "\(name)")
      #expect(whole.states.first { $0.slice == "country=\(name)" }?.observations == own.count)
    }
  }

  @Test("values beyond the most that may be followed make one slice; the reference's most frequent ones come first")
  func manySlices() {
    var profile = Self.reference
    var column = ByteColumn()
    for row in 0..<1_000 { column.append(row < 600 ? "big" : row < 900 ? "middle" : "rare\(row)") }
    profile[.feature("country")] = ReferenceDistribution(categories: column)
    var monitor = DriftMonitor(
      settings: DriftSettings(
        detectors: [
          DetectorSettings(name: "error", test: .adwin, subject: .error, slices: ["country"], maximumSlices: 2)
        ]), layout: Self.layout, task: .binary, pipeline: "p")
    monitor.rebase(reference: profile, model: ModelVersion(1))
    var texts = ByteColumn()
    for row in 0..<100 {
      if row % 10 == 9 {
        texts.append("middle")
      } else if row % 10 == 8 {
        texts.appendMissing()
      } else {
        texts.append("v\(row)")
      }
    }
    var examples = ObservedExamples(
      labels: Array(repeating: 0, count: 100), errors: Array(repeating: 0, count: 100),
      times: (0..<100).map { Int64($0) })
    examples.categories = [texts]
    monitor.observeExamples(examples)
    let slices = monitor.states.map { "\($0.slice ?? "") \($0.observations)" }
    #expect(Set(slices) == ["country=middle 10", "country=(other) 80", "country=(missing) 10"])
    #expect(monitor.otherRowCount(slicedBy: "country") == 80)
  }

  @Test("other settings keep what slices have seen; another model begins them anew")
  func sliceReconfiguration() {
    let sliced = DetectorSettings(name: "error", test: .adwin, subject: .error, slices: ["country"])
    var monitor = Self.monitor([sliced])
    var examples = ObservedExamples(
      labels: Array(repeating: 0, count: 90), errors: Array(repeating: 0, count: 90),
      times: (0..<90).map { Int64($0) })
    examples.categories = Self.matrix(90, seed: 1, countries: ["CH", "AT", "DE"]).categories
    monitor.observeExamples(examples)
    let before = monitor.states
    #expect(before.map(\.observations) == [30, 30, 30])
    monitor.reconfigure(
      DriftSettings(
        window: .events(1_000),
        detectors: [DetectorSettings(name: "a", test: .ks, subject: .feature("f1"), slices: []), sliced]))
    #expect(monitor.states.filter { $0.detector == "error" } == before)
    monitor.rebase(reference: Self.reference, model: ModelVersion(9))
    #expect(monitor.states.filter { $0.detector == "error" }.isEmpty)
    monitor.observeExamples(examples)
    #expect(monitor.states.filter { $0.detector == "error" }.map(\.observations) == [30, 30, 30])
  }

  // MARK: What no training mends

  @Test(
    "an episode says when the candidates trained because of it were rejected, and when a new model has not ended it")
  func unmended() throws {
    var monitor = Self.monitor([DetectorSettings(name: "shift", test: .psi, subject: .features)])
    let drifted = Self.matrix(1_000, seed: 1, moved: [4: 1], countries: ["CH", "AT", "DE"])
    Self.predict(&monitor, drifted, start: 0)
    let fired = try #require(monitor.takeAlerts().first)
    #expect(fired.isMendable == nil)
    monitor.noteRejection(alertID: "another")
    #expect(monitor.takeAlerts().isEmpty)
    monitor.noteRejection(alertID: fired.alertID)
    monitor.noteRejection(alertID: fired.alertID)
    let told = monitor.takeAlerts()
    #expect(told.map(\.state) == [.updated, .updated] && told.allSatisfy { $0.isMendable == false })
    #expect(told[0].message == fired.message + "; no training has mended it: 1 candidate was rejected")
    #expect(told[1].message == fired.message + "; no training has mended it: 2 candidates were rejected")

    monitor.rebase(reference: Self.reference, model: ModelVersion(8))
    _ = monitor.takeAlerts()
    Self.predict(&monitor, drifted, start: 1_000)
    let again = try #require(monitor.takeAlerts().first)
    #expect(again.state == .firing && again.isMendable == false)
    #expect(again.message.hasSuffix("; no training has mended it: it was there before model 8 answered"))

    // A drift that comes long after a model went live is another one.
    monitor.rebase(reference: Self.reference, model: ModelVersion(9))
    for window in 0..<4 as Range<Int64> {
      let quiet = Self.matrix(1_000, seed: 20 + UInt64(window), countries: ["CH", "AT", "DE"])
      Self.predict(&monitor, quiet, start: 2_000 + window * 1_000)
    }
    _ = monitor.takeAlerts()
    Self.predict(&monitor, drifted, start: 20_000)
    #expect(monitor.takeAlerts().map(\.isMendable) == [nil])
  }
}
