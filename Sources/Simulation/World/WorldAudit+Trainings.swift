import Drift
import Records

extension WorldAudit {
  func checkTrainings() -> [WorldFinding] {
    var findings: [WorldFinding] = []
    func find(_ message: String) { findings.append(WorldFinding(check: .trainings, message: message)) }
    for (version, cards) in Dictionary(grouping: cards.map(\.card), by: \.version) {
      if Set(cards.map(\.digest)).count > 1 { find("version \(version) is \(cards.count) different artifacts") }
      if Set(cards.map(\.lineage.commandID)).count > 1 { find("version \(version) is of several commands") }
    }
    for (command, cards) in Dictionary(grouping: cards.map(\.card), by: \.lineage.commandID) {
      let versions = Set(cards.map(\.version))
      if versions.count > 1 { find("\(command) was carried out \(versions.count) times: \(versions.sorted())") }
    }
    let episodes = Dictionary(grouping: cards.map(\.card).filter { $0.lineage.alertID != nil }, by: \.lineage.alertID!)
    for (alert, cards) in episodes {
      let accepted = Set(cards.filter(\.verdict.accepted).map(\.version))
      if accepted.count > 1 { find("episode \(alert) brought \(accepted.count) models") }
      let attempts = Set(cards.map(\.version)).count
      if attempts > TriggerEngine.maximumAttempts { find("episode \(alert) was trained for \(attempts) times") }
    }
    findings += checkFirstModel()
    return findings
  }

  private func checkFirstModel() -> [WorldFinding] {
    // Who goes back to no model at all asks for a first one again.
    guard !deployments.contains(where: { $0.deployment.live == .prior }) else { return [] }
    let accepted = Set(
      cards.map(\.card).filter { $0.verdict.accepted && $0.lineage.trigger == TriggerEngine.firstModelTrigger }
        .map(\.version))
    guard accepted.count > 1 else { return [] }
    return [WorldFinding(check: .trainings, message: "there are \(accepted.count) first models: \(accepted.sorted())")]
  }

  func checkBounds() -> [WorldFinding] {
    // Of the scorer, the monitor, its seat, and the trainer.
    world.processes.filter { $0.isAlive && $0.openConsumerCount > 4 }.map {
      WorldFinding(check: .bounds, message: "\($0.instance) holds \($0.openConsumerCount) consumers open")
    }
  }
}
