import Features
import Records

/// One run of a lane with one consumer, one producer and one stage; thrown away whole on an error.
final class LaneSession<Stage: LaneStage, Site: LaneSite> {
  var stage: Stage
  let site: Site
  private let onStatus: (Stage.Status) -> Void

  let consumer: Site.Consumer
  private var sink: LaneSink<Site.Producer>
  private var input = RecordBatch()
  private var output = RecordBatch()
  /// The output that the stage does not repeat, where a transaction does not see to that.
  private let unrepeated: Topic?
  /// Records before these offsets have been dealt with by an earlier session.
  var liveFrom: [TopicPartition: Int64] = [:]
  var snapshots: SnapshotKeeper<Stage.State>
  var restoring: RestoreProgress
  private var paused: Set<TopicPartition> = []
  /// Where the inputs ended when this session began: an earlier one has made nothing of later records.
  private var earlierEnds: [TopicPartition: Int64] = [:]
  /// Whether something was read or sent since the last commit.
  private var isDirty = false
  private var lastCommit: Duration
  private(set) var hasCommitted = false
  private var definitionGeneration = -1
  private var servingGeneration = -1

  init(
    definition: PipelineDefinition, program: FeatureProgram, site: Site, onStatus: @escaping (Stage.Status) -> Void
  ) throws {
    stage = Stage(definition: definition, program: program)
    self.site = site
    self.onStatus = onStatus
    lastCommit = site.uptime
    snapshots = SnapshotKeeper(site.snapshots, pipeline: definition.name)
    restoring = RestoreProgress()
    // First the producer: what a predecessor of its name left open must be settled before offsets are read.
    let id = "freshet-\(definition.name)-\(Stage.role.rawValue)-\(site.instance)"
    let producer = try site.producer(transactionalID: definition.delivery == .exactlyOnce ? id : nil)
    sink = LaneSink(producer, delivery: definition.delivery)
    unrepeated = definition.delivery == .atLeastOnce ? Stage.unrepeated : nil
    consumer = try site.join(
      "freshet-\(definition.name)-\(Stage.role.rawValue)", topics: Stage.inputs, isPaired: Stage.inputs.count > 1)
  }

  deinit {
    sink.abandon()
    consumer.close()
  }

  func turn() throws {
    input.removeAll()
    let events = try consumer.poll(into: &input, timeout: site.pollTimeout)
    takeUp()
    if !input.isEmpty { try step() }
    try holdBack()
    for event in events { try handle(event) }
    noteRestoring()
    try goOnCommitting()
  }

  /// Commits what was begun and what the stage has to say after it: the last turn has been taken.
  func finish() throws {
    try commit()
    try report()
    try commit()
    try keepAll()
  }

  /// Begins a commit when it is time, or takes the one that was begun further; records flow on meanwhile.
  private func goOnCommitting() throws {
    if sink.isCommitting {
      try sink.goOn(consumer)
    } else if site.uptime - lastCommit >= site.commitInterval {
      lastCommit = site.uptime
      guard let plan = planCommit() else { return try report() }
      captureDue()
      try sink.begin(plan, of: consumer)
    } else {
      return
    }
    guard !sink.isCommitting else { return }
    hasCommitted = true
    try keepCaptured()
    try report()
  }

  /// Sends what the stage has to say after a commit; that is the next commit's.
  private func report() throws {
    guard !stage.isRestoring else { return }
    output.removeAll()
    try stage.afterCommit(self, now: site.now, into: &output)
    onStatus(stage.status)
    try send()
  }

  /// Flushes what was sent and commits how far the input has been dealt with; returns when that is done.
  private func commit() throws {
    lastCommit = site.uptime
    guard let plan = planCommit() else { return }
    try sink.commit(plan, of: consumer)
    hasCommitted = true
  }

  /// How far the input has been dealt with; nil when there is nothing to commit.
  private func planCommit() -> CommitPlan? {
    guard isDirty || sink.isCommitting, !stage.isRestoring else { return nil }
    isDirty = false
    // Of what was revoked the consumer knows positions until its next poll, be they in the middle of a replay.
    let positions = consumer.positions.filter { place in liveFrom[place.key].map { place.value >= $0 } ?? false }
    if stage.awaitsWritten, earlierEnds.allSatisfy({ positions[$0.key] ?? liveFrom[$0.key] ?? 0 >= $0.value }) {
      stage.forgetWritten()
    }
    // While some of an earlier session's outputs have still to be made again, a successor must find them as well.
    return CommitPlan(
      offsets: positions, note: stage.note?.text ?? "", output: stage.awaitsWritten ? nil : unrepeated)
  }

  private func takeUp() {
    if let definition = site.definition(since: &definitionGeneration) { stage.follow(definition) }
    if let serving = site.serving(since: &servingGeneration) { stage.follow(serving) }
  }

  private func step() throws {
    output.removeAll()
    stage.step(input, now: site.now, into: &output)
    isDirty = true
    onStatus(stage.status)
    try send()
  }

  private func send() throws {
    guard !output.isEmpty else { return }
    try sink.send(output)
    isDirty = true
  }

  // MARK: Events of the consumer

  private func handle(_ event: GroupEvent) throws {
    switch event {
    case .assigned(let partitions): try take(partitions)
    case .revoked(let partitions):
      try commit()
      putAside(partitions)
      for partition in partitions {
        stage.revoke(partition)
        liveFrom[partition] = nil
        restoring.end(partition)
        paused.remove(partition)
      }
    case .lost(let partitions):
      site.note(.lost(partitions))
      throw LaneInterruption.partitionsLost
    case .endReached(let partition, let offset): try noteEnd(of: partition, at: offset)
    }
  }

  /// Pauses and resumes partitions as the stage wishes.
  private func holdBack() throws {
    let wanted = stage.partitionsHeldBack
    guard wanted != paused else { return }
    try consumer.pause(wanted.subtracting(paused))
    try consumer.resume(paused.subtracting(wanted))
    paused = wanted
  }

  private func noteEnd(of partition: TopicPartition, at offset: Int64) throws {
    restoring.noteEnd(of: partition, at: offset)
    output.removeAll()
    stage.noteEnd(of: partition, at: offset, now: site.now, into: &output)
    try send()
  }

  private func take(_ partitions: [TopicPartition]) throws {
    let isFirst = liveFrom.isEmpty
    var replay = try ReplayStart(partitions, consumer: consumer)
    let rest = try resume(partitions, &replay)
    try replay.goBack(rest, consumer: consumer, span: stage.replaySpan)
    for partition in partitions {
      let live = replay.liveFrom[partition] ?? 0
      let start = replay.startAt[partition] ?? live
      liveFrom[partition] = live
      restoring.begin(partition, at: start, until: live, now: site.uptime)
      stage.assign(partition, from: start, liveFrom: live, note: replay.notes[partition])
    }
    if isFirst, !partitions.isEmpty {
      earlierEnds = try consumer.held(partitions).mapValues(\.upperBound)
      try showWritten()
    }
    try consumer.start(at: replay.startAt)
    site.note(.took(partitions, replayed: replay.recordCount))
  }
}

extension LaneSession {
  /// More than any session writes between two commits.
  private static var longestTail: Int64 { 100_000 }

  /// Shows the stage what an earlier session wrote after its last commit, since it will be made again.
  private func showWritten() throws {
    guard let unrepeated else { return }
    let partitions = try consumer.partitions(of: unrepeated)
    let committed = try consumer.committed(partitions)
    var open: [Int32: OffsetRange] = [:]
    for (partition, held) in try consumer.held(partitions) {
      let from = max(held.lowerBound, committed[partition]?.offset ?? 0, held.upperBound - Self.longestTail)
      guard from < held.upperBound else { continue }
      open[partition.partition] = OffsetRange(partition: partition.partition, from: from, to: held.upperBound)
    }
    guard !open.isEmpty else { return }
    try site.read(Array(open.values), of: unrepeated) { batch in
      stage.noteWritten(batch)
      for entry in batch.entries where entry.offset + 1 >= open[entry.partition]?.to ?? .max {
        open[entry.partition] = nil
      }
      return open.isEmpty
    }
  }
}

extension LaneSession: LaneLog {
  func ranges(of topic: Topic) throws -> [OffsetRange] {
    try sink.flush()
    return try consumer.held(consumer.partitions(of: topic))
      .map { OffsetRange(partition: $0.key.partition, from: $0.value.lowerBound, to: $0.value.upperBound) }
      .sorted { $0.partition < $1.partition }
  }
}

/// Why a session ends that is no error of the cluster.
enum LaneInterruption: Error, CustomStringConvertible {
  case partitionsLost

  var description: String { "another member of the group holds the partitions now" }
}
