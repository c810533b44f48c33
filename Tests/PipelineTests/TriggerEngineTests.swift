import Drift
import Records
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

  private static func alert(since: Int64? = nil) -> Alert {
    var alert = Alert(
      alertID: "episode", pipeline: "p", kind: .drift, severity: .warning, state: .firing, message: "drift",
      time: Timestamp(milliseconds: 0))
    alert.since = since.map { Timestamp(milliseconds: $0) }
    return alert
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
    #expect(engine.noteFiring(Self.alert(since: 5), detector: "error-rise", windows: 1) == ["concept"])
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
    _ = engine.noteFiring(Self.alert(since: 5), detector: "error-rise", windows: 1)
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
    _ = engine.noteFiring(Self.alert(), detector: "error-rise", windows: 1)
    engine.noteLive(ModelVersion(2))
    #expect(engine.takeRequest(now: at(1)) == nil)
  }

  @Test("a trigger that only alerts names itself and asks for nothing")
  func alertOnly() {
    var engine = Self.engine([
      TriggerSettings(name: "watch", condition: .detector("error-rise", times: 2), action: .alert)
    ])
    engine.noteLive(ModelVersion(1))
    #expect(engine.noteFiring(Self.alert(), detector: "error-rise", windows: 1).isEmpty)
    #expect(engine.noteFiring(Self.alert(), detector: "error-rise", windows: 2) == ["watch"])
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
}
