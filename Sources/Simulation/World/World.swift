import Features
import Models
import Pipeline
import Records
import Statistics

/// A whole service in one thread: processes with their lanes over a log in memory, a clock that moves when somebody rests,
/// and everything that may go wrong, all of it decided by one seed.
///
/// Threads take turns. In the middle of a turn, wherever the log is called, others may go on, the process may be killed or
/// stand still, and the call may fail, with or without an effect.
package final class World {
  /// Before it nobody missed a heartbeat.
  static let sessionTimeout = Duration.seconds(6)
  static let transactionTimeout = Duration.seconds(20)
  /// How long a reader of offsets waits for a transaction that moves them.
  private static let stabilityTimeout = Duration.seconds(30)
  private static let start = Timestamp(milliseconds: 1_700_000_000_000)

  let plan: WorldPlan
  let canary: Canary?
  let program: FeatureProgram
  var generator: SeededGenerator
  private(set) var now = World.start
  var log: SimulatedLog
  var groups: [String: SimulatedGroup] = [:]
  var transactions = SimulatedTransactions()
  var workload: Workload
  /// What disks hold, by file. Their faults are drawn by themselves, so that they leave the rest of a seed's world as it is.
  var snapshotFiles: [String: [UInt8]] = [:]
  var diskGenerator: SeededGenerator
  private(set) var crashCount = 0
  /// How often each lane began again.
  private(set) var startOverCount = 0
  private(set) var processes: [SimulatedProcess] = []

  private var owners: [Int: SimulatedProcess] = [:]
  private var threads: [WorldThread] = []
  /// Of processes that were killed, by name.
  private var restarts: [String: WorldThread] = [:]
  private var hasFaults = true
  /// Whether others go on in the middle of a call.
  private var isNested = false
  private var awayUntil = World.start
  private var models: [ModelVersion: (digest: String, model: Model)] = [:]

  init(seed: UInt64, eventCount: Int, canary: Canary? = nil) {
    var generator = SeededGenerator(seed: seed)
    diskGenerator = SeededGenerator(seed: seed ^ 0xd15c)
    plan = WorldPlan(eventCount: eventCount, canary: canary, generator: &generator, disk: &diskGenerator)
    self.canary = canary
    self.generator = generator
    do {
      program = try plan.definition.featureProgram()
    } catch {
      preconditionFailure("the simulated features do not compile: \(error)")
    }
    let partitions = plan.partitions
    log = SimulatedLog { partitions[$0] ?? 1 }
    workload = Workload(plan: plan)
    for index in 0..<plan.processCount { start("process-\(index)") }
    threads.append(
      WorldThread(of: nil, wakesAt: now.milliseconds) { [self] in
        workload.turn(plan: plan, now: now, log: &log, generator: &self.generator)
      })
  }

  func chance(_ share: Double) -> Bool { share > 0 && generator.uniform() < share }

  // MARK: Time

  /// Lets the threads take turns until a moment, or until `isOver`.
  func run(until end: Timestamp, or isOver: () -> Bool = { false }) {
    while now < end, !isOver() {
      guard let thread = nextThread(), thread.wakesAt < end.milliseconds else {
        now = end
        return keepHouse()
      }
      now = max(now, Timestamp(milliseconds: thread.wakesAt))
      keepHouse()
      thread.isBusy = true
      let rest = thread.turn().milliseconds
      thread.isBusy = false
      thread.wakesAt = now.milliseconds + max(1, rest) + Int64.random(in: 0...40, using: &generator)
    }
  }

  private func nextThread() -> WorldThread? {
    var next: WorldThread?
    for thread in threads where !thread.isBusy && thread.process?.isPaused != true {
      if thread.wakesAt < next?.wakesAt ?? .max { next = thread }
    }
    return next
  }

  /// What the cluster does by the clock.
  private func keepHouse() {
    for process in processes where process.isAlive && !process.isPaused { process.lastHeard = now }
    for (group, members) in groups.mapValues(\.members) {
      for member in members.keys.sorted() where now - owners[member]!.lastHeard > Self.sessionTimeout {
        groups[group]!.remove(member)
      }
    }
    for name in transactions.open.keys.sorted() where now - transactions.open[name]!.since > Self.transactionTimeout {
      _ = transactions.bump(name)
      end(name, isCommitted: false)
    }
    if hasFaults, isReachable, chance(plan.odds.outage) {
      awayUntil = now + .milliseconds(Int64.random(in: 100...8_000, using: &generator))
    }
  }

  /// Whether the cluster answers.
  var isReachable: Bool { now >= awayUntil }

  /// From here on nothing goes wrong, and what was killed is started again.
  func endFaults() {
    hasFaults = false
    awayUntil = now
    for restart in restarts.values { restart.wakesAt = min(restart.wakesAt, now.milliseconds) }
  }

  /// Ends all threads, which hold the world that holds them.
  func close() { threads = [] }

  // MARK: Processes

  private func start(_ instance: String) {
    let prior = Model.prior(task: plan.definition.labels.task, layout: program.layout, classes: [])
    let process = SimulatedProcess(instance: instance, serving: ServingModel(model: prior), now: now)
    processes.append(process)
    var follower = SimulatedFollower()
    let scorer = Lane<ScorerLane, SimulatedSite>(
      definition: plan.definition, program: program,
      site: SimulatedSite(world: self, process: process, role: .scorer))
    let monitor = Lane<MonitorLane, SimulatedSite>(
      definition: plan.definition, program: program,
      site: SimulatedSite(world: self, process: process, role: .monitor))
    let trainer = TrainerLane(
      site: SimulatedTrainerSite(world: self, process: process), layout: program.layout)
    add(process) { [self] in
      follower.turn(of: process, in: self)
      return .milliseconds(100)
    }
    // As in the service, stages wait until it is known which model is live.
    add(process) { process.serving.isCaughtUp ? max(scorer.turn(), .milliseconds(30)) : .milliseconds(20) }
    add(process) { process.serving.isCaughtUp ? max(monitor.turn(), .milliseconds(30)) : .milliseconds(20) }
    add(process) { max(trainer.turn(), .milliseconds(200)) }
  }

  private func add(_ process: SimulatedProcess, _ turn: @escaping () -> Duration) {
    threads.append(WorldThread(of: process, wakesAt: now.milliseconds, turn: turn))
  }

  private func kill(_ process: SimulatedProcess) {
    process.kill()
    crashCount += 1
    threads.removeAll { $0.process === process }
    let delay = Duration.milliseconds(chance(0.2) ? Int64.random(in: 5_000...60_000, using: &generator) : 500)
    let restart = WorldThread(of: nil, wakesAt: (now + delay).milliseconds) { [self] in
      restarts[process.instance] = nil
      start(process.instance)
      return .seconds(1_000_000_000)
    }
    restarts[process.instance] = restart
    threads.append(restart)
  }

  func note(_ note: LaneNote) {
    if case .startsOver = note { startOverCount += 1 }
  }

  // MARK: Faults

  /// What may happen before a call takes effect.
  func before(_ call: SimulatedCall, of process: SimulatedProcess) throws {
    guard process.isAlive else { throw SimulatedFailure.killed }
    guard hasFaults else { return }
    if chance(plan.odds.crash) { kill(process) }
    if !isNested, process.isAlive { letOthersGoOn(process) }
    guard process.isAlive else { throw SimulatedFailure.killed }
    guard isReachable || call == .poll, !chance(plan.odds.refusal) else {
      throw SimulatedFailure.timedOut(call.rawValue)
    }
  }

  /// What may happen once it has taken effect.
  func after(_ call: SimulatedCall, of process: SimulatedProcess) throws {
    guard hasFaults else { return }
    if chance(plan.odds.crash) { kill(process) }
    guard process.isAlive else { throw SimulatedFailure.killed }
    if call != .poll, chance(plan.odds.silence) { throw SimulatedFailure.timedOut(call.rawValue) }
  }

  private func letOthersGoOn(_ process: SimulatedProcess) {
    isNested = true
    defer { isNested = false }
    if chance(plan.odds.pause) {
      process.isPaused = true
      run(until: now + .milliseconds(Int64.random(in: 100...30_000, using: &generator)))
      process.isPaused = false
    } else if chance(plan.odds.interleaving) {
      run(until: now + .milliseconds(Int64.random(in: 1...300, using: &generator)))
    }
  }

  // MARK: The cluster

  func addMember(of process: SimulatedProcess, to group: String, topics: [Topic]) -> Int {
    let member = owners.count
    owners[member] = process
    groups[group, default: SimulatedGroup()].add(member, topics: topics)
    return member
  }

  func removeMember(_ member: Int, from group: String) { groups[group]!.remove(member) }

  func settle(_ group: String) { groups[group]!.settle { log.partitions(of: $0) } }

  func commit(_ offsets: [TopicPartition: GroupCommit], of group: String) {
    groups[group]!.committed.merge(offsets) { $1 }
  }

  @discardableResult
  func append(
    _ index: Int, of batch: RecordBatch, followedTo: Int64, transaction: Int? = nil
  ) -> TopicPartition {
    let partition = log.destination(index, of: batch)
    log[partition].append(
      index, of: batch, as: partition, transaction: transaction, followedTo: followedTo, now: now)
    return partition
  }

  /// Hands over the records of the ranges, until `body` says that it has enough.
  func read(
    _ ranges: [OffsetRange], of topic: Topic, for process: SimulatedProcess, _ body: (RecordBatch) -> Bool
  ) throws {
    for range in ranges {
      try before(.readExamples, of: process)
      var batch = RecordBatch()
      _ = log[TopicPartition(topic, range.partition)].read(from: range.from, limit: Int(range.count), into: &batch)
      if body(batch) { return }
    }
  }

  /// Ends the open transaction of a name, if there is one.
  func end(_ name: String, isCommitted: Bool) {
    guard let open = transactions.open.removeValue(forKey: name) else { return }
    for partition in open.partitions.sorted() {
      log[partition].end(open.number, at: partition, isCommitted: isCommitted, now: now)
    }
    guard isCommitted else { return }
    for (group, offsets) in open.offsets { commit(offsets, of: group) }
  }

  /// Offsets that an open transaction moves are not told before it has ended.
  func waitUntilStable(_ partitions: [TopicPartition], of group: String, for process: SimulatedProcess) throws {
    guard transactions.isMoving(partitions, of: group) else { return }
    if !isNested {
      isNested = true
      run(until: now + Self.stabilityTimeout) { [self] in !transactions.isMoving(partitions, of: group) }
      isNested = false
    }
    guard process.isAlive else { throw SimulatedFailure.killed }
    if transactions.isMoving(partitions, of: group) { throw SimulatedFailure.timedOut("reading committed offsets") }
  }

  /// A version's model, out of the bytes in the log.
  func load(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model {
    if version == .prior {
      return .prior(task: plan.definition.labels.task, layout: program.layout, classes: [])
    }
    guard let card = catalog.cards[version], let places = catalog.places(of: version) else {
      throw SimulatedFailure.refused("loading version \(version)")
    }
    if let known = models[version], known.digest == card.digest { return known.model }
    let parts = places.map { place -> [UInt8]? in
      log[TopicPartition(.models, place.partition)].records.withValue(Int(place.offset)) { $0.map { Array($0) } }
    }
    let model = Model(try Artifact(decoding: ArtifactParts.joined(parts, digest: card.digest)))
    models[version] = (card.digest, model)
    return model
  }
}
