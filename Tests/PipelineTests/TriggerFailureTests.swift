import Drift
import Records
import Testing

@Suite("Trainings that fail, and monitors that come after a crash")
struct TriggerFailureTests {
  private static let refresh = TriggerSettings(name: "refresh", condition: .after(examples: 50), action: .retrain)
  private static let nightly = TriggerSettings(name: "nightly", condition: .every(.seconds(100)), action: .retrain)

  private static func engine(_ triggers: [TriggerSettings], cooldown: Duration = .zero) -> TriggerEngine {
    TriggerEngine(
      triggers: triggers, retraining: RetrainingSettings(cooldown: cooldown), firstModelAfter: 100,
      examplesAfterDrift: 50)
  }

  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  @Test("a training that fails is tried again after 10, 20, 40 and 80 seconds, and then given up")
  func backsOff() {
    var engine = Self.engine([Self.refresh])
    engine.noteLive(ModelVersion(1))
    engine.noteExamples(50)
    var asked: [(second: Int64, attempt: Int)] = []
    for second in Int64(0)..<1_000 {
      guard let request = engine.takeRequest(now: at(second)) else { continue }
      asked.append((second, request.attempt))
      engine.noteRequested(commandID: "c\(second)")
      engine.noteFailure(commandID: "other", now: at(second))
      #expect(engine.isWaitingForVerdict)
      engine.noteFailure(commandID: "c\(second)", now: at(second))
    }
    #expect(asked.map(\.second) == [0, 10, 30, 70, 150])
    #expect(asked.map(\.attempt) == [1, 2, 3, 4, 5])
    engine.noteExamples(50)
    #expect(engine.takeRequest(now: at(2_000))?.attempt == 1, "the next occasion asks anew")
  }

  @Test("a first model that fails five times is asked for again when there are twice as many examples, for ever")
  func firstModel() {
    var engine = Self.engine([])
    engine.noteExamples(100)
    var asked: [Int64] = []
    var attempts: [Int] = []
    for second in Int64(0)..<800 {
      if second % 2 == 0 { engine.noteExamples(1) }
      guard let request = engine.takeRequest(now: at(second)) else { continue }
      asked.append(second)
      attempts.append(request.attempt)
      engine.noteRequested(commandID: "c")
      engine.noteFailure(commandID: "c", now: at(second))
    }
    // 100 + 76 examples at second 150: 352 of them at second 502.
    #expect(asked == [0, 10, 30, 70, 150, 502, 512, 532, 572, 652])
    #expect(attempts == Array(1...10))
  }

  @Test("an occasion says what it is, so that a request has the same name after a crash")
  func occasions() {
    var engine = Self.engine([Self.refresh, Self.nightly])
    engine.noteExamples(100)
    #expect(engine.takeRequest(now: at(0))?.occasion == .firstModel)
    engine.noteLive(ModelVersion(1))
    engine.noteExamples(50)
    #expect(engine.takeRequest(now: at(1))?.occasion == .examples(50))
    engine.noteLive(ModelVersion(2))
    #expect(engine.takeRequest(now: at(101))?.occasion == .period(.seconds(100)))
  }
}
