import Pipeline
import Records

/// A member of a group on the log in memory.
final class SimulatedConsumer: LogConsumer {
  private let world: World
  private let process: SimulatedProcess
  private let group: String
  private let topics: [Topic]
  private var member: Int
  private var assignment: [TopicPartition] = []
  /// Where the partitions are read next.
  private var next: [TopicPartition: Int64] = [:]
  private(set) var positions: [TopicPartition: Int64] = [:]
  /// What the last poll said and the next one carries out.
  private var announced: GroupEvent?
  private var generation = 0
  private var starts: [TopicPartition: Int64] = [:]
  private var paused: Set<TopicPartition> = []
  /// Where the end of each partition was told of last.
  private var ends: [TopicPartition: Int64] = [:]
  /// The commit that was begun and has not reached the group.
  private var openCommit: (offsets: [TopicPartition: Int64], note: String)?
  private var isClosed = false

  init(group: String, topics: [Topic], process: SimulatedProcess, world: World) {
    self.world = world
    self.process = process
    self.group = group
    self.topics = topics
    member = world.addMember(of: process, to: group, topics: topics)
    process.openConsumerCount += 1
  }

  func poll(into batch: inout RecordBatch, timeout: Duration) throws -> [GroupEvent] {
    try world.before(.poll, of: process)
    carryOut()
    let ends = fetch(into: &batch)
    announced = announcement()
    try world.after(.poll, of: process)
    return ends + (announced.map { [$0] } ?? [])
  }

  func start(at offsets: [TopicPartition: Int64]) throws {
    guard case .assigned(let partitions) = announced else { preconditionFailure("nothing is being assigned") }
    starts = offsets.filter { partitions.contains($0.key) }
  }

  func pause(_ partitions: Set<TopicPartition>) throws { paused.formUnion(partitions) }

  func resume(_ partitions: Set<TopicPartition>) throws { paused.subtract(partitions) }

  func commit(_ offsets: [TopicPartition: Int64], note: String) throws {
    guard !offsets.isEmpty else { return }
    try world.before(.commitOffsets, of: process)
    try check()
    world.commit(offsets.mapValues { GroupCommit(offset: $0, note: note) }, of: group)
    try world.after(.commitOffsets, of: process)
  }

  func beginCommit(_ offsets: [TopicPartition: Int64], note: String) throws {
    openCommit = nil
    try world.before(.commitOffsets, of: process)
    // Where the answer is late, it is all the same to the group.
    if world.chance(0.5) { try commit(offsets, note: note) } else { openCommit = (offsets, note) }
  }

  func hasCommitted() throws -> Bool {
    guard let commit = openCommit, world.chance(0.5) else { return openCommit == nil }
    openCommit = nil
    try self.commit(commit.offsets, note: commit.note)
    return true
  }

  /// Whether the group would take a commit of this member.
  private func check() throws {
    guard world.groups[group]!.accepts(member), world.groups[group]!.generation == generation else {
      throw SimulatedFailure.notAMember
    }
  }

  /// Adds offsets to a transaction, that become the group's with its commit.
  func add(
    _ offsets: [TopicPartition: Int64], note: String, to transaction: inout SimulatedTransactions.Open
  ) throws {
    if world.canary != .letsZombiesCommit { try check() }
    for (partition, offset) in offsets {
      transaction.offsets[group, default: [:]][partition] = GroupCommit(offset: offset, note: note)
    }
  }

  func committed(_ partitions: [TopicPartition]) throws -> [TopicPartition: GroupCommit] {
    try world.before(.committed, of: process)
    try world.waitUntilStable(partitions, of: group, for: process)
    return world.groups[group]!.committed.filter { partitions.contains($0.key) }
  }

  func held(_ partitions: [TopicPartition]) throws -> [TopicPartition: Range<Int64>] {
    try world.before(.held, of: process)
    return partitions.reduce(into: [:]) { $0[$1] = 0..<world.log[$1].stableEnd }
  }

  func partitions(of topic: Topic) throws -> [TopicPartition] { world.log.partitions(of: topic) }

  func offsets(from times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64] {
    try world.before(.times, of: process)
    return times.reduce(into: [:]) { $0[$1.key] = world.log[$1.key].offset(from: $1.value) }
  }

  func timestamps(before offsets: [TopicPartition: Int64]) throws -> [TopicPartition: Timestamp] {
    try world.before(.times, of: process)
    if world.canary == .skipsReplay { return [:] }
    return offsets.reduce(into: [:]) { times, place in
      let partition = world.log[place.key]
      let first = (place.value - 1..<max(place.value, partition.stableEnd)).first(where: partition.isVisible)
      if let first {
        times[place.key] = Timestamp(milliseconds: partition.records.entries[Int(first)].timestamp)
      }
    }
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
    if world.canary == .leavesConsumersOpen { return }
    process.openConsumerCount -= 1
    if process.isAlive { world.removeMember(member, from: group) }
  }

  // MARK: Records

  /// Hands records over, and says which partitions have been read to their ends with that.
  private func fetch(into batch: inout RecordBatch) -> [GroupEvent] {
    guard announced == nil, world.isReachable else { return [] }
    var events: [GroupEvent] = []
    for partition in assignment.shuffled(using: &world.generator) where world.chance(0.7) {
      guard !paused.contains(partition) else { continue }
      let limit = world.chance(0.2) ? 100 : Int.random(in: 1...8, using: &world.generator)
      let from = next[partition] ?? 0
      if world.canary == .standsStill, from > 12, partition.partition == 0 { continue }
      let before = batch.count
      let position = world.log[partition].read(from: from, limit: limit, into: &batch)
      if position > from {
        next[partition] = position
        positions[partition] = position
      }
      let end = world.log[partition].stableEnd
      if batch.count - before < limit, ends[partition] != end {
        ends[partition] = end
        events.append(.endReached(partition, offset: end))
      }
    }
    return events
  }

  // MARK: The group

  private func carryOut() {
    defer { announced = nil }
    switch announced {
    case nil, .endReached: break
    case .assigned(let partitions):
      assignment = partitions
      let committed = world.groups[group]!.committed
      for partition in partitions { next[partition] = starts[partition] ?? committed[partition]?.offset ?? 0 }
      for (partition, offset) in starts { positions[partition] = offset }
      starts = [:]
    case .revoked:
      drop()
      world.groups[group]!.join(member)
    case .lost:
      drop()
      member = world.addMember(of: process, to: group, topics: topics)
    }
  }

  private func drop() {
    assignment = []
    next = [:]
    positions = [:]
    ends = [:]
    paused = []
  }

  private func announcement() -> GroupEvent? {
    world.settle(group)
    guard let mine = world.groups[group]!.members[member] else {
      if !assignment.isEmpty { return .lost(assignment) }
      member = world.addMember(of: process, to: group, topics: topics)
      return nil
    }
    if world.groups[group]!.isRebalancing {
      guard !mine.hasJoined else { return nil }
      if !assignment.isEmpty { return .revoked(assignment) }
      world.groups[group]!.join(member)
      return nil
    }
    guard generation != mine.generation else { return nil }
    generation = mine.generation
    return .assigned(mine.assignment)
  }
}
