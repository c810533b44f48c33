import Drift
import Records
import Statistics
import Testing

@Suite("Triggers")
struct TriggerEngineTests {
  private static func engine(
    _ triggers: [TriggerSettings], cooldown: Duration = .seconds(10), budget: Int? = nil
  )
    -> TriggerEngine
  {
    TriggerEngine(
      triggers: triggers,
      retraining: RetrainingSettings(cooldown: cooldown, budget: budget, budgetPeriod: .seconds(1_000)),
      firstModelAfter: 100, examplesAfterDrift: 50)
  }

  private static let onError = TriggerSettings(
    name: "concept", condition: .detector("error-rise", times: 1), action: .retrain)

  private static func firing(
    _ detector: String = "error-rise", windows: Int = 1, since: Int64? = nil, window: Int = 0, id: String = "episode"
  ) -> DetectorFiring {
    var alert = Alert(
      alertID: id, pipeline: "p", kind: .drift, severity: .warning, state: .firing, message: "drift of \(detector)",
      time: Timestamp(milliseconds: 0))
    alert.since = since.map { Timestamp(milliseconds: $0) }
    return DetectorFiring(detector: detector, windows: windows, alert: alert, window: window)
  }

  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  @Test("asks for the first model once there are enough examples, and once only")
  func firstModel() {
    var engine = Self.engine([])
    engine.noteExamples(99)
    #expect(engine.takeRequest(now: at(0)) == nil)
    engine.noteExamples(1)
    #expect(engine.takeRequest(now: at(1))?.trigger == TriggerEngine.firstModelTrigger)
    engine.noteExamples(500)
    #expect(engine.takeRequest(now: at(100)) == nil)
  }

  @Test("a drift of known beginning waits for examples of the new concept, and takes later estimates of where it began")
  func waitsForConcept() {
    var engine = Self.engine([Self.onError])
    engine.noteLive(ModelVersion(1))
    engine.noteExamples(1_000)
    #expect(engine.noteFiring(Self.firing(since: 5)) == ["concept"])
    #expect(engine.takeRequest(now: at(1)) == nil)
    engine.noteExamples(49)
    #expect(engine.takeRequest(now: at(2)) == nil)
    #expect(engine.waitingAlertIDs == ["episode"])
    engine.refine(alertID: "episode", since: Timestamp(milliseconds: 8))
    engine.refine(alertID: "episode", since: Timestamp(milliseconds: 7))
    engine.noteExamples(1)
    let request = engine.takeRequest(now: at(3))
    #expect(request?.since == Timestamp(milliseconds: 8))
    #expect(request?.alertID == "episode")
  }

  @Test("a candidate rejected after a drift is tried again at twice the examples, a bounded number of times")
  func retriesAfterRejection() {
    var engine = Self.engine([Self.onError], cooldown: .zero)
    engine.noteLive(ModelVersion(1))
    _ = engine.noteFiring(Self.firing(since: 5))
    var asked: [Int] = []
    for example in 0..<10_000 {
      if engine.takeRequest(now: at(Int64(example))) != nil {
        asked.append(example)
        engine.noteRequested(commandID: "c")
        engine.noteVerdict(commandID: "other", isAccepted: false)
        engine.noteVerdict(commandID: "c", isAccepted: false)
      }
      engine.noteExamples(1)
    }
    #expect(asked == [50, 100, 200, 400, 800])
  }

  @Test("the cool-down and the budget hold requests back")
  func coolDownAndBudget() {
    var engine = Self.engine(
      [TriggerSettings(name: "often", condition: .after(examples: 1), action: .retrain)], cooldown: .seconds(10),
      budget: 3)
    engine.noteLive(ModelVersion(1))
    var asked: [Int64] = []
    for second in Int64(0)..<1_200 {
      engine.noteExamples(1)
      if engine.takeRequest(now: at(second)) != nil {
        asked.append(second)
        engine.noteRequested(commandID: "c")
        engine.noteVerdict(commandID: "other", isAccepted: false)
        engine.noteVerdict(commandID: "c", isAccepted: false)
      }
    }
    #expect(asked == [0, 10, 20, 1_000, 1_010, 1_020])
  }

  @Test("a new live model drops what was asked for against the old one")
  func newModel() {
    var engine = Self.engine([Self.onError], cooldown: .zero)
    engine.noteLive(ModelVersion(1))
    _ = engine.noteFiring(Self.firing())
    engine.noteLive(ModelVersion(2))
    #expect(engine.takeRequest(now: at(1)) == nil)
  }

  @Test("a trigger that only alerts names itself and asks for nothing")
  func alertOnly() {
    var engine = Self.engine([
      TriggerSettings(name: "watch", condition: .detector("error-rise", times: 2), action: .alert)
    ])
    engine.noteLive(ModelVersion(1))
    #expect(engine.noteFiring(Self.firing()).isEmpty)
    #expect(engine.noteFiring(Self.firing(windows: 2)) == ["watch"])
    #expect(engine.takeRequest(now: at(1)) == nil)
  }

  @Test("a period asks each time it has passed")
  func every() {
    var engine = Self.engine([TriggerSettings(name: "nightly", condition: .every(.seconds(100)), action: .retrain)])
    engine.noteLive(ModelVersion(1))
    var asked: [Int64] = []
    for second in Int64(0)..<350 where engine.takeRequest(now: at(second)) != nil {
      asked.append(second)
      engine.noteRequested(commandID: "c")
      engine.noteVerdict(commandID: "other", isAccepted: false)
      engine.noteVerdict(commandID: "c", isAccepted: false)
    }
    #expect(asked == [100, 200, 300])
  }

  // MARK: Combinations

  private static func combined(_ atLeast: Int, _ detectors: [String], within windows: Int = 1) -> TriggerSettings {
    TriggerSettings(
      name: "combined", condition: .combination(DetectorCombination(atLeast: atLeast, of: detectors, within: windows)),
      action: .retrain)
  }

  @Test("a combination is set off by the firing that completes it, once, and again after it has ceased to hold")
  func combination() {
    var engine = Self.engine([Self.combined(2, ["a", "b", "c"], within: 3)], cooldown: .zero)
    engine.noteLive(ModelVersion(1))
    #expect(engine.noteFiring(Self.firing("a", window: 10)).isEmpty)
    #expect(engine.noteFiring(Self.firing("d", window: 11)).isEmpty)
    #expect(engine.noteFiring(Self.firing("b", window: 12, id: "b-1")) == ["combined"])
    #expect(engine.noteFiring(Self.firing("c", window: 12)).isEmpty)
    #expect(engine.noteFiring(Self.firing("b", windows: 2, window: 14)).isEmpty)
    // c of window 12 and b of 14 hold through 14; at 17 b is three windows away.
    #expect(engine.noteFiring(Self.firing("a", window: 17)).isEmpty)
    #expect(engine.noteFiring(Self.firing("c", window: 18)) == ["combined"])
    let request = engine.takeRequest(now: at(1))
    #expect(request?.reason == "2 of a, b, c within 3 windows: drift of a; drift of c")
  }

  @Test("all waits for each, any for one; a new live model makes a combination begin anew")
  func allAndAny() {
    var all = Self.engine([Self.combined(2, ["a", "b"])], cooldown: .zero)
    all.noteLive(ModelVersion(1))
    #expect(all.noteFiring(Self.firing("a", window: 0)).isEmpty)
    #expect(all.noteFiring(Self.firing("b", window: 1)).isEmpty)
    #expect(all.noteFiring(Self.firing("a", windows: 2, window: 1)) == ["combined"])
    all.noteLive(ModelVersion(2))
    #expect(all.noteFiring(Self.firing("b", window: 1)).isEmpty)
    #expect(all.takeRequest(now: at(1)) == nil)
    #expect(all.noteFiring(Self.firing("a", window: 1)) == ["combined"])

    var any = Self.engine([Self.combined(1, ["a", "b"])], cooldown: .zero)
    any.noteLive(ModelVersion(1))
    #expect(any.noteFiring(Self.firing("b", window: 3)) == ["combined"])
    #expect(any.noteFiring(Self.firing("a", window: 3)).isEmpty)
    #expect(any.noteFiring(Self.firing("a", windows: 3, window: 5)) == ["combined"])
  }

  @Test("a restart asks for what no training has seen, as an engine that never stopped would have")
  func restart() {
    let triggers = [
      TriggerSettings(name: "refresh", condition: .after(examples: 100), action: .retrain),
      TriggerSettings(name: "nightly", condition: .every(.seconds(1_000)), action: .retrain),
    ]
    var engine = Self.engine(triggers)
    engine.noteLive(ModelVersion(3))
    engine.noteExamples(10)
    engine.noteHistory(examples: 5_000, untrained: 60, lastTraining: at(500))
    #expect(engine.takeRequest(now: at(600)) == nil, "70 examples have come since the last training")
    engine.noteExamples(30)
    #expect(engine.takeRequest(now: at(601))?.reason == "100 examples have come since the last training")

    engine = Self.engine(triggers)
    engine.noteLive(ModelVersion(3))
    engine.noteHistory(examples: 5_000, untrained: 0, lastTraining: at(500))
    #expect(engine.takeRequest(now: at(1_499)) == nil)
    #expect(engine.takeRequest(now: at(1_500))?.trigger == "nightly", "the period began with the last training")

    engine = Self.engine(triggers)
    engine.noteHistory(examples: 5_000, untrained: 5_000, lastTraining: nil)
    #expect(engine.takeRequest(now: at(0))?.trigger == TriggerEngine.firstModelTrigger)
  }

  @Test("a combination trains on the newest concept that one of its detectors knows the beginning of")
  func combinationSince() {
    var engine = Self.engine([Self.combined(2, ["a", "b", "c"], within: 5)], cooldown: .zero)
    engine.noteLive(ModelVersion(1))
    _ = engine.noteFiring(Self.firing("c", since: 900, window: 1, id: "c-1"))
    _ = engine.noteFiring(Self.firing("a", since: 70, window: 8, id: "a-1"))
    #expect(engine.noteFiring(Self.firing("b", window: 9, id: "b-1")) == ["combined"])
    #expect(engine.waitingAlertIDs == ["a-1"])
    engine.noteExamples(50)
    let request = engine.takeRequest(now: at(1))
    #expect(request?.since == Timestamp(milliseconds: 70) && request?.alertID == "a-1")
  }

  @Test("a combination holds exactly where enough of its detectors drifted within its windows, by brute force")
  func combinationOracle() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let names = ["a", "b", "c", "d"]
      let (atLeast, windows) = (1 + Int(generator.next() % 4), 1 + Int(generator.next() % 4))
      var engine = Self.engine([Self.combined(atLeast, names, within: windows)], cooldown: .zero)
      engine.noteLive(ModelVersion(1))
      var history: [(name: String, window: Int)] = []
      var wasHolding = false
      for window in 0..<200 {
        func holds() -> Bool {
          names.count { name in history.contains { $0.name == name && $0.window > window - windows } } >= atLeast
        }
        if !holds() { wasHolding = false }
        for name in names where generator.uniform() < 0.15 {
          history.append((name, window))
          let names = engine.noteFiring(Self.firing(name, window: window))
          let isSetOff = holds() && !wasHolding
          #expect(names.isEmpty != isSetOff, "seed \(seed), window \(window), \(atLeast) within \(windows)")
          wasHolding = holds()
        }
      }
    }
  }

  @Test("other triggers keep what a combination knows, and drop what a changed one had set off")
  func reconfigureCombination() {
    var engine = Self.engine([Self.combined(1, ["a", "b"])], cooldown: .zero)
    engine.noteLive(ModelVersion(1))
    _ = engine.noteFiring(Self.firing("a", window: 4))
    engine.reconfigure(triggers: [Self.combined(2, ["a", "b"])], retraining: RetrainingSettings(cooldown: .zero))
    #expect(engine.noteFiring(Self.firing("b", window: 4)) == ["combined"])
  }
}
