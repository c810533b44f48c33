import Testing

@testable import Simulation

@Suite("The simulated world")
struct WorldTests {
  @Test("keeps every promise, whatever goes wrong", arguments: 1...12)
  func promises(seed: UInt64) {
    let report = World.run(seed: seed, eventCount: 150)
    #expect(report.findings.isEmpty, "seed \(seed)")
    #expect(report.eventCount >= 150)
  }

  @Test("is decided by its seed")
  func determinism() {
    let digests = (0..<2).map { _ in World.run(seed: 4, eventCount: 120).digest }
    #expect(digests[0] == digests[1])
    #expect(World.run(seed: 5, eventCount: 120).digest != digests[0])
  }

  /// Which check must find which planted bug.
  static let finders: [Canary: WorldCheck] = [
    .commitsBeforeFlush: .answers, .letsZombiesCommit: .examples, .skipsReplay: .windows, .doublesExamples: .examples,
    .liesAboutLabels: .examples, .changesItsMind: .labels, .swapsPredictions: .order, .bendsFeatures: .windows,
    .servesTheNewest: .versions, .trainsTwice: .trainings, .forgetsCommands: .commands,
    .leavesConsumersOpen: .bounds, .standsStill: .settling, .losesDeadLetters: .deadletters,
  ]

  @Test("finds each planted bug by its check", arguments: Canary.allCases)
  func canaries(canary: Canary) {
    for seed in UInt64(1)...40 {
      let findings = World.run(seed: seed, eventCount: 120, canary: canary).findings
      if findings.contains(where: { $0.check == Self.finders[canary] }) { return }
    }
    Issue.record("\(canary.rawValue) was not found by \(Self.finders[canary]?.rawValue ?? "any check")")
  }

  @Test("every check has a bug that it finds")
  func coverage() { #expect(Set(Self.finders.values) == Set(WorldCheck.allCases)) }
}
