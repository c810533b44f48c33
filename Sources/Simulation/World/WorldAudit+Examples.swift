import Pipeline
import Records

extension WorldAudit {
  /// Near the end of a wait either outcome is right: clocks of records of two topics are compared.
  private static let margin = Duration.milliseconds(1_500)

  func checkExamples() -> [WorldFinding] {
    var findings: [WorldFinding] = []
    for (index, event) in world.workload.events.enumerated() {
      guard let answer = answers[event.id]?.first else { continue }
      let examples = examples[event.id] ?? []
      let actuals = Set(examples.map(\.actual))
      if actuals.count > 1, !isAnsweredAfterItsWait(event) {
        findings.append(WorldFinding(check: .labels, message: "\(event.id) has examples of both labels"))
      }
      if let problem = problem(event, answer, examples, isWatched: index < world.plan.eventCount) {
        findings.append(WorldFinding(check: .examples, message: "\(event.id) \(problem)"))
      }
    }
    return findings
  }

  private func problem(
    _ event: Workload.Event, _ answer: Answer, _ examples: [Example], isWatched: Bool
  ) -> String? {
    if isExactlyOnce, examples.count > 1 { return "has \(examples.count) examples" }
    if examples.contains(where: { $0.vector != answer.vector }) { return "has an example of another vector" }
    let allowed = allowedActuals(event, answer)
    if let actual = examples.first?.actual, !allowed.contains(actual) {
      return "has an example of \(actual) where \(allowed) was to be; answered at \(answer.timestamp.milliseconds), "
        + "label \(event.label.map { "\($0.value) at \($0.sentAt.milliseconds)" } ?? "none")"
    }
    // The last events of the stream wait still.
    if isWatched, examples.isEmpty, !allowed.contains(nil) {
      return "has no example; answered at \(answer.timestamp.milliseconds), label "
        + "\(event.label.map { "\($0.value) at \($0.sentAt.milliseconds)" } ?? "none")"
    }
    return nil
  }

  /// Whether an answer was written again when the first one's wait was over: it counts as another, whose label is absent.
  private func isAnsweredAfterItsWait(_ event: Workload.Event) -> Bool {
    guard let answers = answers[event.id], answers.count > 1 else { return false }
    let wait = world.plan.definition.labels.wait
    return answers.contains { $0.visibleAt > $0.timestamp + wait - Self.margin }
  }

  /// What its example may say; nil for no example.
  private func allowedActuals(_ event: Workload.Event, _ answer: Answer) -> [Int?] {
    let absent: Int? = world.plan.definition.labels.absentMeans == nil ? nil : 0
    let wait = world.plan.definition.labels.wait
    guard let label = event.label else { return [absent] }
    // A label waits for its answer no longer than an answer for its label; then a second one may be the first.
    if answer.visibleAt > label.sentAt + wait - Self.margin {
      return [label.value, absent] + (event.isContradicted ? [1 - label.value] : [])
    }
    let apart = label.sentAt < answer.timestamp ? answer.timestamp - label.sentAt : label.sentAt - answer.timestamp
    if apart < wait - Self.margin { return [label.value] }
    if apart > wait + Self.margin { return [absent] }
    return [label.value, absent]
  }
}
