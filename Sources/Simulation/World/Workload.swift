import Pipeline
import Records
import Statistics

/// What comes from outside: events, their labels, records that are none, and a person's commands.
struct Workload {
  /// An event, and what the checkers must know of it.
  struct Event {
    let id: String
    let card: String
    /// In quarters, so that sums are exact in any order.
    let amount: Double
    let time: Timestamp
    var partition: Int32 = 0
    var offset: Int64 = 0
    /// What the first label said and when it was written; nil where it got lost.
    var label: (value: Int, sentAt: Timestamp)?
    /// Whether another label said the opposite later.
    var isContradicted = false
  }

  /// Where a record lies.
  struct Place: Hashable {
    var topic: Topic
    var partition: Int32
    var offset: Int64
  }

  private struct Pending {
    var event: Int
    var value: Int
    var dueAt: Timestamp
  }

  private(set) var events: [Event] = []
  /// Records that cannot be read.
  private(set) var badRecords: [Place] = []
  private var pending: [Pending] = []
  private var batch = RecordBatch()
  private let count: Int
  /// Events after the last that is looked at: they let the stream's time go on.
  private(set) var isOver = false
  private(set) var commands: [Command] = []
  /// Commands that come once more, by a client that does not know whether they have arrived.
  private var repeats: [(command: Command, dueAt: Timestamp)] = []

  init(plan: WorldPlan) { count = plan.eventCount }

  /// The events that the checkers look at have been written, and their labels.
  var hasWrittenAll: Bool { events.count >= count && !pending.contains { $0.event < count } }

  /// Nothing more comes.
  mutating func end() {
    isOver = true
    pending = []
  }

  mutating func turn(
    plan: WorldPlan, now: Timestamp, log: inout SimulatedLog, generator: inout SeededGenerator
  ) -> Duration {
    guard !isOver else { return .seconds(1) }
    func chance(_ share: Double) -> Bool { share > 0 && generator.uniform() < share }
    sendLabels(now: now, log: &log)
    if chance(plan.badShare) { sendBad(now: now, log: &log, generator: &generator) }
    if events.count < count, chance(plan.personShare) { sendCommand(now: now, log: &log, generator: &generator) }
    sendRepeats(now: now, log: &log)
    sendEvent(plan: plan, now: now, log: &log, generator: &generator)
    return events.count < count
      ? plan.interval * Double.random(in: 0...2, using: &generator) : .milliseconds(700)
  }

  private mutating func sendEvent(
    plan: WorldPlan, now: Timestamp, log: inout SimulatedLog, generator: inout SeededGenerator
  ) {
    func chance(_ share: Double) -> Bool { share > 0 && generator.uniform() < share }
    let number = events.count
    let jitter = plan.jitter.milliseconds
    var event = Event(
      id: "e\(number)", card: "c\(Int.random(in: 0..<plan.cardCount, using: &generator))",
      amount: Double(Int.random(in: 0..<80, using: &generator)) / 4,
      time: Timestamp(milliseconds: now.milliseconds - Int64.random(in: 0...max(0, jitter), using: &generator)))
    // Half-way the concept turns round.
    let isLarge = event.amount > 8
    let value = (isLarge != (number > count / 2)) != chance(0.05) ? 1 : 0
    let isTail = number >= count
    if isTail || !chance(plan.lostLabelShare) {
      let wait = plan.definition.labels.wait.milliseconds
      let delay =
        isTail
        ? 100
        : chance(plan.lateLabelShare)
          ? wait + Int64.random(in: 0...wait, using: &generator)
          : Int64.random(in: 0...wait * 2 / 3, using: &generator)
      var dueAt = now + .milliseconds(delay)
      if chance(plan.earlyLabelShare) { dueAt = now - .milliseconds(1) }
      event.label = (value, dueAt)
      pending.append(Pending(event: number, value: value, dueAt: dueAt))
      if chance(plan.doubleLabelShare) {
        let later = dueAt + .milliseconds(Int64.random(in: 1...2_000, using: &generator))
        pending.append(Pending(event: number, value: 1 - value, dueAt: later))
        event.isContradicted = true
      }
    }
    events.append(event)
    sendLabels(now: now - .milliseconds(1), log: &log)
    let json = """
      {"id":"\(event.id)","ts":\(event.time.milliseconds),"card":"\(event.card)","amount":\(event.amount)}
      """
    let place = write(.events, key: event.card, value: json, now: now, log: &log)
    events[number].partition = place.partition
    events[number].offset = place.offset
  }

  private mutating func sendLabels(now: Timestamp, log: inout SimulatedLog) {
    pending.sort { ($0.dueAt, $0.event, $0.value) < ($1.dueAt, $1.event, $1.value) }
    while let next = pending.first, next.dueAt <= now {
      pending.removeFirst()
      let id = events[next.event].id
      _ = write(.labels, key: id, value: "{\"id\":\"\(id)\",\"y\":\(next.value)}", now: next.dueAt, log: &log)
    }
  }

  private mutating func sendBad(now: Timestamp, log: inout SimulatedLog, generator: inout SeededGenerator) {
    let topic = [Topic.events, .labels].randomElement(using: &generator)!
    let value = ["{", "", "{\"id\":7}", "[1,2]", "{\"id\":\"x\",\"ts\":\"soon\"}"].randomElement(using: &generator)!
    let key = "c\(Int.random(in: 0..<9, using: &generator))"
    badRecords.append(write(topic, key: key, value: value, now: now, log: &log))
  }

  private mutating func sendCommand(now: Timestamp, log: inout SimulatedLog, generator: inout SeededGenerator) {
    let kinds = [Command.Kind.retrain, .retrain, .rollback, .promote, .pause, .resume, .unpin]
    var command = Command(
      commandID: "person-\(commands.count + 1)", pipeline: "simulated",
      command: kinds.randomElement(using: &generator)!, time: now)
    if command.command == .promote { command.version = ModelVersion(Int.random(in: 0...3, using: &generator)) }
    commands.append(command)
    send(command, now: now, log: &log)
    guard generator.uniform() < 0.4 else { return }
    let delay = generator.uniform() < 0.5 ? 0 : Int64.random(in: 100...20_000, using: &generator)
    repeats.append((command, now + .milliseconds(delay)))
  }

  private mutating func sendRepeats(now: Timestamp, log: inout SimulatedLog) {
    for due in repeats where due.dueAt <= now { send(due.command, now: now, log: &log) }
    repeats.removeAll { $0.dueAt <= now }
  }

  private mutating func send(_ command: Command, now: Timestamp, log: inout SimulatedLog) {
    batch.removeAll()
    // A command's figures are finite, so that it can be encoded.
    guard (try? batch.append(command)) != nil else { return }
    append(now: now, log: &log)
  }

  private mutating func write(
    _ topic: Topic, key: String, value: String, now: Timestamp, log: inout SimulatedLog
  ) -> Place {
    batch.removeAll()
    batch.append(topic: topic, key: key, value: value, timestamp: now)
    return append(now: now, log: &log)
  }

  @discardableResult
  private func append(now: Timestamp, log: inout SimulatedLog) -> Place {
    let partition = log.destination(0, of: batch)
    let offset = log[partition].end
    log[partition].append(0, of: batch, as: partition, transaction: nil, followedTo: 0, now: now)
    return Place(topic: partition.topic, partition: partition.partition, offset: offset)
  }
}
