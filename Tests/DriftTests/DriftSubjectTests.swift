import Records
import Statistics
import Testing

@testable import Drift

/// Subjects beyond the values themselves: rates of features, and what is the stream's rather than the model's.
@Suite struct DriftSubjectTests {
  private typealias Fixture = DriftMonitorTests

  @Test("every subject's word reads back, and so do those of one feature")
  func words() {
    for subject in DriftSubject.named { #expect(DriftSubject(subject.text) == subject) }
    let ofFeatures: [DriftSubject] = [
      .feature("amount"), .missingRate(of: "amount"), .unseenRate(of: "of of"), .outOfRangeRate(of: "x"),
    ]
    for subject in ofFeatures { #expect(DriftSubject(subject.text) == subject) }
    #expect(DriftSubject.missingRate(of: "amount").text == "missing-rate of amount")
  }

  /// Rows of which some amounts are missing or out of range, and some countries missing or unseen, with the rates of each.
  private static func damaged(
    _ rows: Int, seed: UInt64, damage: Double
  ) -> (matrix: FeatureMatrix, rates: [String: Double]) {
    var matrix = FeatureMatrix(layout: Fixture.layout)
    var generator = SeededGenerator(seed: seed)
    var counts: [String: Int] = [:]
    matrix.appendRows(rows)
    for row in 0..<rows {
      let amount = generator.uniform()
      matrix[row, 0] = Float(NormalDistribution.quantile(max(1e-9, generator.uniform()))).clamped(to: -3...3)
      if amount < damage {
        matrix[row, 0] = .nan
        counts["missing-rate of amount", default: 0] += 1
      } else if amount < 1.5 * damage {
        matrix[row, 0] = 99
        counts["out-of-range-rate of amount", default: 0] += 1
      }
      matrix[row, 2] = Float(generator.uniform() * 58 + 1).rounded()
      let country = generator.uniform()
      if country < damage / 2 {
        matrix.categories[0].appendMissing()
        counts["missing-rate of country", default: 0] += 1
      } else if country < 2 * damage {
        matrix.categories[0].append("xx")
        counts["unseen-rate of country", default: 0] += 1
      } else {
        matrix.categories[0].append(["no", "se", "dk"][row % 3])
      }
    }
    return (matrix, counts.mapValues { Double($0) / Double(rows) })
  }

  @Test(
    "KS of a rate is by how much the rate rose, and only the features that it rose of have moved",
    arguments: ["missing-rate", "unseen-rate", "out-of-range-rate"])
  func rates(word: String) throws {
    let settings = DriftSettings(
      window: .events(2_000), detectors: [DetectorSettings(name: "rate", test: .ks, subject: DriftSubject(word))])
    var monitor = Fixture.monitor(settings)
    let (sound, _) = Self.damaged(2_000, seed: 1, damage: 0)
    Fixture.predict(&monitor, sound, rows: 0..<2_000, start: 0)
    #expect(monitor.takeAlerts().map(\.message) == [])
    let (matrix, rates) = Self.damaged(2_000, seed: 2, damage: 0.2)
    Fixture.predict(&monitor, matrix, rows: 0..<2_000, start: 2_000_000)
    let alert = try #require(monitor.takeAlerts().first)
    let expected = rates.filter { $0.key.hasPrefix(word) && $0.value > 0.05 }
    #expect(alert.on == expected.max { $0.value < $1.value }?.key)
    #expect(alert.movedCount == (expected.count > 0 && alert.features != nil ? expected.count : nil))
    for state in monitor.states {
      let statistic = try #require(state.statistic)
      #expect(abs(statistic - (rates[state.subject] ?? 0)) < 1e-6, "\(state.subject)")
    }
  }

  @Test("a streaming test of a rate finds the row where it rises, whatever the batches")
  func streamingRate() throws {
    let settings = DriftSettings(
      window: .events(1_000),
      detectors: [
        DetectorSettings(name: "missing", test: .likelihoodRatio, subject: .missingRate(of: "amount")),
        DetectorSettings(name: "unseen", test: .adwin, subject: .unseenRate(of: nil)),
      ])
    let (sound, _) = Self.damaged(3_000, seed: 1, damage: 0.01)
    let (bad, _) = Self.damaged(3_000, seed: 2, damage: 0.2)
    func run(_ size: Int) -> [Alert] {
      var monitor = Fixture.monitor(settings)
      for (matrix, start) in [(sound, Int64(0)), (bad, 3_000_000)] {
        for first in stride(from: 0, to: 3_000, by: size) {
          Fixture.predict(&monitor, matrix, rows: first..<min(3_000, first + size), start: start)
        }
      }
      return monitor.takeAlerts()
    }
    let alerts = run(3_000)
    #expect(Set(alerts.compactMap(\.on)) == ["missing-rate of amount", "unseen-rate of country"])
    for alert in alerts where alert.state == .firing {
      #expect((3_000_000..<3_200_000).contains(alert.time.milliseconds), "\(alert.message)")
      #expect(alert.evidence["direction"] == 1)
    }
    #expect(run(77) == alerts)
  }

  @Test("without a reference nothing is unseen or out of range, and the state says so; missing needs none")
  func withoutReference() {
    let settings = DriftSettings(
      window: .events(1_000),
      detectors: [
        DetectorSettings(name: "a", test: .adwin, subject: .unseenRate(of: nil)),
        DetectorSettings(name: "b", test: .adwin, subject: .outOfRangeRate(of: "age")),
        DetectorSettings(name: "c", test: .adwin, subject: .missingRate(of: "age")),
      ])
    var monitor = Fixture.monitor(settings, hasReference: false)
    Fixture.predict(&monitor, Self.damaged(1_000, seed: 2, damage: 0.2).matrix, rows: 0..<1_000, start: 0)
    let reasons = monitor.states.map(\.idleReason)
    #expect(reasons[0] == "the reference of model 0 does not cover country")
    #expect(reasons[1] == "the reference of model 0 does not cover age" && reasons[2] == nil)
    #expect(monitor.states.map(\.observations) == [0, 0, 1_000])
  }

  // MARK: The stream

  @Test(
    "dead letters and coverage are bits of their own rows; another model leaves them alone, and no training mends them")
  func streamBits() throws {
    let settings = DriftSettings(
      window: .events(500),
      detectors: [
        DetectorSettings(name: "dead", test: .ks, subject: .deadLetterRate, reference: .first(rows: 1_000)),
        DetectorSettings(
          name: "coverage", test: .likelihoodRatio, subject: .labelCoverage, parameters: ["direction": -1]),
      ])
    var monitor = Fixture.monitor(settings)
    var generator = SeededGenerator(seed: 5)
    func bits(_ count: Int, _ rate: Double) -> [Float] { (0..<count).map { _ in generator.uniform() < rate ? 1 : 0 } }
    let times = (0..<1_000).map { Int64($0) }
    monitor.observeArrivals(refused: bits(1_000, 0.01), times: times)
    monitor.observeWaits(answered: bits(1_000, 0.9), times: times)
    #expect(monitor.takeAlerts().isEmpty)
    monitor.observeArrivals(refused: bits(750, 0.2), times: times.prefix(750).map { $0 + 1_000 })
    monitor.observeWaits(answered: bits(400, 0.5), times: times.prefix(400).map { $0 + 1_000 })
    let alerts = monitor.takeAlerts()
    #expect(alerts.map(\.on) == ["dead-letter-rate", "label-coverage"])
    #expect(alerts.map(\.reference?.first) == ["first 1000", nil])
    #expect(alerts.allSatisfy { $0.isMendable == false && $0.message.contains("no training mends that") })
    #expect(alerts[0].bins?.count == 2 && abs(alerts[0].bins![1].current - 0.2) < 0.06)

    monitor.rebase(reference: Fixture.reference, model: ModelVersion(8))
    #expect(monitor.takeAlerts().isEmpty)
    let states = monitor.states
    #expect(states.map(\.isFiring) == [true, true] && states.map(\.observations) == [250, 1_400])
    // The window that was open goes on.
    monitor.observeArrivals(refused: bits(1_750, 0.01), times: (0..<1_750).map { 2_000 + Int64($0) })
    let resolved = monitor.takeAlerts()
    #expect(resolved.map(\.state) == [.resolved] && resolved[0].alertID == alerts[0].alertID)
  }

  @Test("a window's count is judged against the first windows', silent windows too; the first, cut one is no measure")
  func volume() throws {
    let settings = DriftSettings(
      window: .time(.seconds(60)),
      detectors: [
        DetectorSettings(
          name: "volume", test: .poisson, subject: .eventVolume, parameters: ["resolve_after": 1],
          reference: .firstWindows(5))
      ])
    var monitor = Fixture.monitor(settings)
    let matrix = Fixture.matrix(400, seed: 1)
    func minute(_ number: Int64, _ rows: Int) {
      monitor.observePredictions(
        matrix, rows: 0..<rows, scores: Array(repeating: 0.5, count: rows), classes: Array(repeating: 0, count: rows),
        times: (0..<rows).map { number * 60_000 + Int64($0) * 60_000 / Int64(rows) })
    }
    minute(0, 7)
    for number in 1...5 as ClosedRange<Int64> { minute(number, 90 + Int(number)) }
    #expect(monitor.states[0].idleReason == "first 5 windows are its reference, of which 4 have come")
    for number in 6...8 as ClosedRange<Int64> { minute(number, 100) }
    #expect(monitor.takeAlerts().isEmpty && monitor.states[0].idleReason == nil)
    minute(9, 300)
    minute(10, 100)
    let rise = try #require(monitor.takeAlerts().first)
    #expect(rise.on == "event-volume" && rise.evidence["change"]! > 2 && rise.window?.count == 300)
    #expect(rise.message.hasPrefix("event-volume of 300 is 222.6 % above first 5 windows"))
    minute(11, 100)
    #expect(monitor.takeAlerts().map(\.state) == [.resolved])
    // Nothing at all from minute 12 to minute 19.
    minute(20, 100)
    let silence = monitor.takeAlerts()
    #expect(silence.map(\.state) == [.firing] && silence[0].evidence["change"] == -1)
    #expect(silence[0].window?.from == Timestamp(milliseconds: 12 * 60_000) && silence[0].window?.count == 0)
    #expect(monitor.takeFirings().last?.windows == 8)
    minute(21, 100)
    #expect(monitor.takeAlerts().map(\.state) == [.resolved])
  }

  @Test("counts of a season ago are what counts are compared with")
  func seasonalVolume() {
    let settings = DriftSettings(
      window: .time(.seconds(3_600)),
      detectors: [
        DetectorSettings(name: "volume", test: .poisson, subject: .eventVolume, reference: .ago(.seconds(86_400)))
      ])
    var monitor = Fixture.monitor(settings)
    let matrix = Fixture.matrix(300, seed: 1)
    var firings: [Int64] = []
    for hour in 0..<72 as Range<Int64> {
      // Nights are quiet; hour 60 is as quiet as a night.
      let rows = hour % 24 < 8 || hour == 60 ? 20 : 300
      monitor.observePredictions(
        matrix, rows: 0..<rows, scores: Array(repeating: 0.5, count: rows), classes: Array(repeating: 0, count: rows),
        times: Array(repeating: hour * 3_600_000, count: rows))
      for alert in monitor.takeAlerts() where alert.state == .firing {
        firings.append(alert.window!.from.milliseconds / 3_600_000)
      }
    }
    #expect(firings == [60])
  }

  /// scipy 1.17.1: `power_divergence([n, R], [t / (k + 1), t k / (k + 1)], lambda_="log-likelihood")` with t = n + R.
  @Test(
    "a count's chance is that of the likelihood ratio",
    arguments: [
      (60, 500, 5, 6.425434303875108e-05), (100, 500, 5, 1.0), (130, 500, 5, 0.009432209740101566),
      (0, 12, 3, 0.008598533205085926),
    ])
  func countOracle(count: Int, total: Int, windows: Int, chance: Double) {
    let comparison = CountComparison(count, reference: .init(total: total, windowCount: windows))
    #expect(abs(comparison.pValue - chance) < 1e-9 * chance, "\(comparison.pValue)")
    #expect(abs(comparison.change - (Double(count * windows) / Double(total) - 1)) < 1e-12)
  }

  // MARK: Residual, loss, delay

  @Test("residual, loss and delay come with examples, and are compared with their own references")
  func examples() throws {
    var reference = Fixture.reference
    var generator = SeededGenerator(seed: 3)
    reference[.residual] = ReferenceDistribution(numbers: (0..<5_000).map { _ in generator.uniform() - 0.5 })
    let settings = DriftSettings(
      window: .events(1_000),
      detectors: [
        DetectorSettings(name: "residual", test: .ks, subject: .residual),
        DetectorSettings(name: "loss", test: .ks, subject: .loss),
        DetectorSettings(name: "delay", test: .wasserstein, subject: .labelDelay, reference: .first(rows: 500)),
      ])
    var monitor = DriftMonitor(settings: settings, layout: Fixture.layout, task: .binary, pipeline: "p")
    monitor.rebase(reference: reference, model: ModelVersion(1))
    #expect(monitor.states[1].idleReason == "the reference of model 1 does not cover loss")
    func show(_ rows: Int, shift: Double, delay: Double) {
      var examples = ObservedExamples(
        labels: Array(repeating: 0, count: rows), errors: Array(repeating: 0, count: rows),
        times: (0..<rows).map { Int64($0) })
      examples.residuals = (0..<rows).map { _ in Float(generator.uniform() - 0.5 + shift) }
      examples.delays = (0..<rows).map { _ in Float(generator.uniform() * delay) }
      monitor.observeExamples(examples)
    }
    show(1_000, shift: 0, delay: 60)
    show(1_000, shift: 0, delay: 60)
    #expect(monitor.takeAlerts().isEmpty)
    show(1_000, shift: 0.2, delay: 90)
    #expect(monitor.takeAlerts().map(\.on) == ["residual", "label-delay"])
  }

  @Test("a constant reference makes no figure that JSON has no number for")
  func constantReference() throws {
    var profile = Fixture.reference
    profile[.feature("age")] = ReferenceDistribution(numbers: Array(repeating: Float(1), count: 1_000))
    let settings = DriftSettings(
      window: .events(1_000),
      detectors: [DetectorSettings(name: "age", test: .wasserstein, subject: .feature("age"))])
    var monitor = DriftMonitor(settings: settings, layout: Fixture.layout, task: .binary, pipeline: "p")
    monitor.rebase(reference: profile, model: ModelVersion(1))
    Fixture.predict(&monitor, Fixture.matrix(1_000, seed: 1), rows: 0..<1_000, start: 0)
    let alert = try #require(monitor.takeAlerts().first)
    #expect(alert.statistic == nil && alert.pValue! < 1e-6)
    #expect(try !JSONCoding.encode(alert).isEmpty)
  }
}

extension Float {
  fileprivate func clamped(to range: ClosedRange<Float>) -> Float {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
