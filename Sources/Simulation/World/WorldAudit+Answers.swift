import Records

extension WorldAudit {
  var findings: [WorldFinding] {
    let all =
      checkAnswers() + checkOrder() + checkWindows() + checkVersions() + checkDeadLetters() + checkExamples()
      + checkTrainings() + checkCommands() + checkBounds()
    return all.sorted { ($0.check.rawValue, $0.message) < ($1.check.rawValue, $1.message) }
  }

  private func checkAnswers() -> [WorldFinding] {
    var findings: [WorldFinding] = []
    func find(_ message: String) { findings.append(WorldFinding(check: .answers, message: message)) }
    for event in world.workload.events {
      let answers = answers[event.id] ?? []
      if answers.isEmpty { find("\(event.id) has no answer") }
      if isExactlyOnce, answers.count > 1 { find("\(event.id) has \(answers.count) answers") }
      if let first = answers.first, answers.contains(where: { $0.vector != first.vector }) {
        find("\(event.id) is answered with different vectors: \(answers.map(\.vector))")
      }
    }
    let known = Set(world.workload.events.map(\.id))
    for id in answers.keys where !known.contains(id) { find("\(id) is answered and was never asked") }
    if unreadableCount > 0 { find("\(unreadableCount) of the service's own records cannot be read") }
    return findings
  }

  private func checkOrder() -> [WorldFinding] {
    let events = Dictionary(uniqueKeysWithValues: world.workload.events.map { ($0.id, $0) })
    var findings: [WorldFinding] = []
    for ids in answered {
      var seen: Set<String> = []
      var newest: [Int32: Int64] = [:]
      for id in ids where seen.insert(id).inserted {
        guard let event = events[id] else { continue }
        if event.offset < newest[event.partition] ?? 0 {
          findings.append(WorldFinding(check: .order, message: "\(id) is answered after a later event"))
        }
        newest[event.partition] = max(newest[event.partition] ?? 0, event.offset)
      }
    }
    return findings
  }

  /// The windows by their definition, from the whole topic.
  private func checkWindows() -> [WorldFinding] {
    struct Past {
      var time: Int64
      var amount: Double
    }
    var findings: [WorldFinding] = []
    var past: [String: [Past]] = [:]
    let byPlace = world.workload.events.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
    for event in byPlace {
      let time = event.time.milliseconds
      let own = Past(time: time, amount: event.amount)
      let before = past[event.card, default: []].filter { $0.time <= time }
      let inside = before.filter { $0.time > time - WorldPlan.windowMilliseconds } + [own]
      past[event.card, default: []].append(own)
      // The sort is stable, so that of one time the later one is newer.
      let newest = before.sorted { $0.time < $1.time }.suffix(2) + [own]
      var expected = [event.amount, inside.reduce(0) { $0 + $1.amount }, Double(inside.count)].map(Float.init)
      if world.program.hasCountWindows { expected.append(Float(newest.reduce(0) { $0 + $1.amount })) }
      for answer in answers[event.id] ?? [] where answer.vector != expected {
        findings.append(
          WorldFinding(check: .windows, message: "\(event.id) has \(answer.vector) where \(expected) was to be"))
      }
    }
    return findings
  }

  private func checkVersions() -> [WorldFinding] {
    answers.flatMap { id, answers in
      answers.compactMap { answer in
        let live = deployments.last { $0.offset < answer.followedTo }?.deployment.live ?? .prior
        guard answer.model != live else { return nil }
        return WorldFinding(
          check: .versions, message: "\(id) is answered by version \(answer.model) while \(live) is live")
      }
    }
  }

  private func checkDeadLetters() -> [WorldFinding] {
    var findings: [WorldFinding] = []
    let bad = Set(world.workload.badRecords)
    for place in bad {
      let count = deadLetters[place] ?? 0
      if count == 0 || isExactlyOnce && count > 1 {
        findings.append(
          WorldFinding(
            check: .deadletters,
            message: "record \(place.offset) of \(place.topic)[\(place.partition)] has \(count) dead letters"))
      }
    }
    for place in deadLetters.keys where !bad.contains(place) {
      findings.append(
        WorldFinding(
          check: .deadletters,
          message: "record \(place.offset) of \(place.topic)[\(place.partition)] is good and a dead letter"))
    }
    return findings
  }
}
