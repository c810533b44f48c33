import Records

extension WorldAudit {
  /// A command moves the pointer once, and what came after it is not undone by it.
  func checkCommands() -> [WorldFinding] {
    var findings: [WorldFinding] = []
    func find(_ message: String) { findings.append(WorldFinding(check: .commands, message: message)) }
    let moves = deployments.reduce(into: [:]) { $0[$1.deployment.commandID ?? "nobody", default: 0] += 1 }
    for (command, count) in moves where count > 1 { find("\(command) moved the pointer \(count) times") }
    let trained = Set(cards.map(\.card.lineage.commandID))
    for command in world.workload.commands {
      let isDone = command.command == .retrain ? trained.contains(command.commandID) : moves[command.commandID] != nil
      let isRefused = alerts.contains("simulated-\(command.command.rawValue)-\(command.commandID)")
      if !isDone, !isRefused { find("\(command.commandID), to \(command.command), led to nothing") }
    }
    return findings
  }
}
