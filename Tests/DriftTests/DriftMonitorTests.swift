import Records
import Statistics
import Testing

@testable import Drift

@Suite struct DriftMonitorTests {
  static let layout = FeatureLayout(features: [
    .init(name: "amount", kind: .numeric, expression: "amount"),
    .init(name: "country", kind: .category, expression: "country"),
    .init(name: "age", kind: .numeric, expression: "age"),
  ])

  /// Rows whose amounts are shifted, and whose countries are of one set or another.
  static func matrix(_ rows: Int, seed: UInt64, shift: Float = 0, countries: [String] = ["no", "se", "dk"])
    -> FeatureMatrix
  {
    var generator = SeededGenerator(seed: seed)
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(rows)
    for row in 0..<rows {
      matrix[row, 0] = Float(NormalDistribution.quantile(max(1e-9, generator.uniform()))) + shift
      matrix[row, 2] = Float(generator.uniform() * 60).rounded()
      matrix.categories[0].append(countries[Int.random(in: 0..<countries.count, using: &generator)])
    }
    return matrix
  }

  static let reference: ReferenceProfile = {
    let rows = 20_000
    var generator = SeededGenerator(seed: 99)
    var profile = ReferenceProfile(features: matrix(rows, seed: 100), layout: layout)
    profile[.score] = ReferenceDistribution(numbers: (0..<rows).map { _ in generator.uniform() })
    profile[.prediction] = ReferenceDistribution(
      classes: (0..<rows).map { _ in generator.uniform() < 0.3 ? 1 : 0 }, names: ["0", "1"])
    profile[.label] = ReferenceDistribution(
      classes: (0..<rows).map { _ in generator.uniform() < 0.3 ? 1 : 0 }, names: ["0", "1"])
    profile[.error] = ReferenceDistribution(numbers: (0..<rows).map { _ in generator.uniform() < 0.1 ? 1.0 : 0 })
    return profile
  }()

  static let settings = DriftSettings(
    window: .events(1_000),
    detectors: [
      DetectorSettings(name: "feature-shift", test: .psi, subject: .features),
      DetectorSettings(name: "score-shift", test: .ks, subject: .score),
      DetectorSettings(name: "prediction-shift", test: .chi2, subject: .prediction),
      DetectorSettings(name: "error-rise", test: .adwin, subject: .error),
      DetectorSettings(name: "label-shift", test: .psi, subject: .label, parameters: ["threshold": 0.1]),
    ])

  static func monitor(_ settings: DriftSettings = settings, hasReference: Bool = true) -> DriftMonitor {
    var monitor = DriftMonitor(settings: settings, layout: layout, task: .binary, pipeline: "fraud")
    if hasReference { monitor.rebase(reference: reference, model: ModelVersion(7)) }
    return monitor
  }

  /// Feeds predictions, dated a second apart from `start` on.
  static func predict(
    _ monitor: inout DriftMonitor, _ matrix: FeatureMatrix, rows: Range<Int>, start: Int64, seed: UInt64 = 1
  ) {
    var generator = SeededGenerator(seed: seed)
    let scores = (0..<matrix.count).map { _ in Float(generator.uniform()) }
    monitor.observePredictions(
      matrix, rows: rows, scores: Array(scores[rows]), classes: scores[rows].map { $0 > 0.7 ? 1 : 0 },
      times: rows.map { start + Int64($0) * 1_000 })
  }

  static func examples(
    _ monitor: inout DriftMonitor, _ rows: Range<Int>, seed: UInt64, errorRate: (Int) -> Double,
    labelRate: Double = 0.3
  ) {
    var generator = SeededGenerator(seed: seed)
    var labels: [Float] = []
    var errors: [Float] = []
    for row in 0..<rows.upperBound {
      labels.append(generator.uniform() < labelRate ? 1 : 0)
      errors.append(generator.uniform() < errorRate(row) ? 1 : 0)
    }
    monitor.observeExamples(
      labels: Array(labels[rows]), errors: Array(errors[rows]), times: rows.map { Int64($0) * 1_000 })
  }

  @Test("without drift nothing fires in 40 windows of every detector")
  func stationary() {
    var monitor = Self.monitor()
    let matrix = Self.matrix(40_000, seed: 5)
    Self.predict(&monitor, matrix, rows: 0..<40_000, start: 0)
    Self.examples(&monitor, 0..<40_000, seed: 3, errorRate: { _ in 0.1 })
    #expect(monitor.takeAlerts().map(\.message) == [])
    #expect(monitor.takeFirings().isEmpty)
    #expect(monitor.states.allSatisfy { !$0.isFiring && $0.idleReason == nil })
    #expect(monitor.states.count == 7)
    #expect(monitor.states.allSatisfy { $0.test == .adwin || $0.statistic != nil })
  }

  @Test("a shifted feature is one episode: fired once with its evidence, resolved when it is over")
  func featureEpisode() throws {
    var monitor = Self.monitor()
    Self.predict(&monitor, Self.matrix(2_000, seed: 1), rows: 0..<2_000, start: 0)
    #expect(monitor.takeAlerts().isEmpty)
    Self.predict(&monitor, Self.matrix(3_000, seed: 2, shift: 0.8), rows: 0..<3_000, start: 2_000_000, seed: 2)
    let alerts = monitor.takeAlerts()
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1)
    #expect(alert.state == .firing && alert.kind == .drift && alert.detector == "feature-shift")
    #expect(alert.test == "psi" && alert.on == "amount" && alert.model == ModelVersion(7))
    #expect(alert.reference?.model == ModelVersion(7))
    #expect(alert.statistic! > 0.2 && alert.threshold == 0.2 && alert.pValue! < 1e-6)
    #expect(alert.evidence["chi2_critical"]! > 9 && alert.evidence["critical"]! < 0.1)
    #expect(alert.evidence["degrees_of_freedom"] == 9)
    #expect(alert.window?.count == 1_000)
    #expect(alert.window?.from == Timestamp(milliseconds: 2_000_000))
    #expect(alert.window?.to == Timestamp(milliseconds: 2_999_000))
    #expect(monitor.takeFirings().map(\.windows) == [1, 2, 3])
    #expect(monitor.states.first { $0.subject == "amount" }?.isFiring == true)

    Self.predict(&monitor, Self.matrix(3_000, seed: 3), rows: 0..<3_000, start: 5_000_000)
    let resolved = monitor.takeAlerts()
    #expect(resolved.map(\.state) == [.resolved])
    #expect(resolved.first?.alertID == alert.alertID)
    #expect(monitor.takeFirings().isEmpty)
  }

  @Test("a category unseen in the reference is drift of its feature alone")
  func unseenCategory() {
    var monitor = Self.monitor()
    let matrix = Self.matrix(1_000, seed: 2, countries: ["no", "se", "xx"])
    Self.predict(&monitor, matrix, rows: 0..<1_000, start: 0)
    #expect(monitor.takeAlerts().map(\.on) == ["country"])
  }

  @Test("a risen error rate fires with its direction, both means and since when the concept holds")
  func errorRise() throws {
    var monitor = Self.monitor()
    Self.examples(&monitor, 0..<6_000, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.4 })
    let alerts = monitor.takeAlerts().filter { $0.detector == "error-rise" }
    let alert = try #require(alerts.first)
    #expect(alerts.count == 1 && alert.state == .firing && alert.severity == .critical)
    #expect(alert.evidence["direction"] == 1)
    #expect(alert.evidence["mean_before"]! < 0.15 && alert.evidence["mean_after"]! > alert.evidence["mean_before"]!)
    #expect((4_500_000..<4_700_000).contains(alert.time.milliseconds))
    #expect(alert.since != nil && alert.since! <= alert.time)
    let firings = monitor.takeFirings()
    #expect(firings.map(\.windows) == [1, 2])
    let since = try #require(firings.last?.alert.since)
    #expect((4_200_000..<4_600_000).contains(since.milliseconds), "the newest cut \(since)")
  }

  @Test("a fallen error rate is information, not a warning")
  func errorFall() throws {
    var monitor = Self.monitor()
    Self.examples(&monitor, 0..<6_000, seed: 4, errorRate: { $0 < 3_000 ? 0.1 : 0.01 })
    let alert = try #require(monitor.takeAlerts().first { $0.detector == "error-rise" })
    #expect(alert.severity == .info && alert.evidence["direction"] == -1)
  }

  @Test("shifted labels, scores and predictions fire for their own detectors")
  func otherSubjects() {
    var monitor = Self.monitor()
    Self.examples(&monitor, 0..<1_000, seed: 1, errorRate: { _ in 0.1 }, labelRate: 0.5)
    #expect(monitor.takeAlerts().map(\.detector) == ["label-shift"])
    let matrix = Self.matrix(1_000, seed: 5)
    monitor.observePredictions(
      matrix, rows: 0..<1_000, scores: (0..<1_000).map { Float($0) / 1_500 },
      classes: (0..<1_000).map { $0 % 5 < 2 ? 1 : 0 }, times: (0..<1_000).map { Int64($0) })
    #expect(monitor.takeAlerts().map(\.detector) == ["score-shift", "prediction-shift"])
  }

  @Test(
    "where batches end makes no difference, and a copy goes on as the original", arguments: [97, 333, 1_000, 4_096])
  func batches(size: Int) {
    let matrix = Self.matrix(6_000, seed: 2, shift: 0.3)
    var whole = Self.monitor()
    Self.predict(&whole, matrix, rows: 0..<6_000, start: 0)
    Self.examples(&whole, 0..<6_000, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.4 })
    var parted = Self.monitor()
    for start in stride(from: 0, to: 6_000, by: size) {
      var copy = parted
      Self.predict(&copy, matrix, rows: start..<min(6_000, start + size), start: 0)
      parted = copy
    }
    for start in stride(from: 0, to: 6_000, by: size) {
      let rows = start..<min(6_000, start + size)
      var copy = parted
      Self.examples(&copy, rows, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.4 })
      parted = copy
    }
    #expect(whole.takeAlerts() == parted.takeAlerts())
    #expect(whole.takeFirings() == parted.takeFirings())
    #expect(whole.states == parted.states)
  }

  @Test("without a reference window tests idle and say so, and streaming tests work")
  func noReference() {
    var monitor = Self.monitor(hasReference: false)
    Self.predict(&monitor, Self.matrix(3_000, seed: 2, shift: 3), rows: 0..<3_000, start: 0)
    Self.examples(&monitor, 0..<6_000, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.5 })
    #expect(monitor.takeAlerts().map(\.detector) == ["error-rise"])
    for state in monitor.states {
      #expect((state.idleReason == nil) == (state.test == .adwin), "\(state)")
    }
  }

  @Test("a new model resolves what fired against the old one, and starts all tests anew")
  func rebase() throws {
    var monitor = Self.monitor()
    Self.examples(&monitor, 0..<5_000, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.5 })
    let fired = try #require(monitor.takeAlerts().first)
    monitor.rebase(reference: Self.reference, model: ModelVersion(8))
    let resolved = monitor.takeAlerts()
    #expect(resolved.map(\.state) == [.resolved])
    #expect(resolved[0].alertID == fired.alertID && resolved[0].message.contains("model 8"))
    #expect(resolved[0].model == ModelVersion(7))
    #expect(monitor.states.allSatisfy { $0.observations == 0 && !$0.isFiring })
    #expect(monitor.model == ModelVersion(8))
  }

  @Test("other settings keep the state of the detectors that stay, and resolve those that go")
  func reconfigure() throws {
    var monitor = Self.monitor()
    let matrix = Self.matrix(1_500, seed: 2, shift: 1)
    Self.predict(&monitor, matrix, rows: 0..<1_500, start: 0)
    Self.examples(&monitor, 0..<5_000, seed: 4, errorRate: { $0 < 4_500 ? 0.1 : 0.5 })
    #expect(monitor.takeAlerts().map(\.detector) == ["feature-shift", "error-rise"])
    let before = monitor.states

    var settings = Self.settings
    settings.detectors.removeAll { $0.name == "error-rise" }
    settings.detectors.insert(DetectorSettings(name: "new", test: .ks, subject: .feature("age")), at: 0)
    monitor.reconfigure(settings)
    let resolved = monitor.takeAlerts()
    #expect(resolved.map(\.detector) == ["error-rise"] && resolved[0].state == .resolved)
    let after = monitor.states
    #expect(after.first?.detector == "new" && after.first?.observations == 500)
    #expect(after.filter { $0.detector == "feature-shift" } == before.filter { $0.detector == "feature-shift" })

    // The rest of the window closes as if nothing had happened.
    Self.predict(&monitor, matrix, rows: 500..<1_000, start: 2_000_000)
    #expect(monitor.takeAlerts().map(\.detector) == ["new"] || monitor.takeAlerts().isEmpty)
    settings.window = .events(700)
    monitor.reconfigure(settings)
    #expect(monitor.takeAlerts().map(\.state).allSatisfy { $0 == .resolved })
    #expect(monitor.states.allSatisfy { $0.observations == 0 })
  }

  @Test("consecutive windows, quiet windows and renotification follow the detector's settings")
  func episodeSettings() {
    let settings = DriftSettings(
      window: .events(500),
      detectors: [
        DetectorSettings(
          name: "shift", test: .ks, subject: .feature("amount"),
          parameters: ["consecutive": 2, "resolve_after": 2, "renotify": 3])
      ])
    var monitor = Self.monitor(settings)
    var states: [Alert.State?] = []
    // D drift, q quiet: one alone, then six in a row, a gap of one, one more, then quiet.
    for (index, window) in "DqDDDDDDqDqqq".enumerated() {
      let matrix = Self.matrix(500, seed: UInt64(index), shift: window == "D" ? 1 : 0)
      Self.predict(&monitor, matrix, rows: 0..<500, start: Int64(index) * 500_000)
      let alerts = monitor.takeAlerts()
      #expect(alerts.count <= 1)
      states.append(alerts.first?.state)
    }
    #expect(states == [nil, nil, nil, .firing, nil, nil, .updated, nil, nil, nil, nil, .resolved, nil])
  }

  @Test("the same stream gives the same alert ids, and two episodes have two")
  func alertIDs() {
    func run() -> [Alert] {
      var monitor = Self.monitor()
      for index in 0..<12 {
        let matrix = Self.matrix(1_000, seed: UInt64(index), shift: index % 4 == 0 ? 1 : 0)
        // Every row at one moment, which must not make two episodes one.
        monitor.observePredictions(
          matrix, rows: 0..<1_000, scores: Array(repeating: 0.5, count: 1_000),
          classes: Array(repeating: 0, count: 1_000), times: Array(repeating: 42, count: 1_000))
      }
      return monitor.takeAlerts()
    }
    let alerts = run()
    #expect(alerts == run())
    let episodes = alerts.filter { $0.on == "amount" && $0.state == .firing }.map(\.alertID)
    #expect(episodes.count == 3 && Set(episodes).count == 3)
    #expect(alerts.allSatisfy { $0.alertID.count == 16 })
  }

  @Test("windows by time close when a later window's row comes; a row dated far ahead does not stop them")
  func timeWindows() {
    var settings = Self.settings
    settings.window = .time(.seconds(600))
    var monitor = Self.monitor(settings)
    let matrix = Self.matrix(3_000, seed: 2, shift: 1)
    Self.predict(&monitor, matrix, rows: 0..<601, start: 0)
    let alerts = monitor.takeAlerts()
    #expect(alerts.map(\.on) == ["amount"])
    #expect(alerts.first?.window?.count == 600)
    Self.predict(&monitor, matrix, rows: 601..<602, start: 1 << 40)
    for start in stride(from: 602, to: 3_000, by: 100) {
      Self.predict(&monitor, matrix, rows: start..<min(3_000, start + 100), start: 0)
    }
    #expect(monitor.takeFirings().count >= 3)
  }
}
