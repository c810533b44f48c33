import Pipeline
import Records

/// A producer on the log in memory. Without a transaction, records are on their way until a flush.
final class SimulatedProducer: LogProducer {
  private let world: World
  private let process: SimulatedProcess
  private let name: String?
  private let epoch: Int
  private var underWay = RecordBatch()
  /// How far the models topic had been followed when each was sent.
  private var followedTo: [Int64] = []
  /// How many of those under way are of rounds that have ended.
  private var endedCount = 0
  private var ends: [TopicPartition: Int64] = [:]
  /// Of the rounds that have ended.
  private var endedEnds: [TopicPartition: Int64] = [:]
  private var isDiscarded = false

  init(transactionalID: String?, process: SimulatedProcess, world: World) throws {
    self.world = world
    self.process = process
    name = transactionalID
    guard let transactionalID else {
      epoch = 0
      process.note(self)
      return
    }
    try world.before(.initTransactions, of: process)
    epoch = world.transactions.bump(transactionalID)
    world.end(transactionalID, isCommitted: false)
    try world.after(.initTransactions, of: process)
  }

  deinit { discard() }

  func send(_ batch: RecordBatch) throws {
    try world.before(.send, of: process)
    world.forEachPlanted(in: batch) { planted, index in
      if let name { write(index, of: planted, name) } else { keep(index, of: planted) }
    }
    if name == nil, world.chance(0.3) { deliverAll() }
    try world.after(.send, of: process)
  }

  func flush() throws {
    try world.before(.flush, of: process)
    if world.canary == .commitsBeforeFlush { return endedCount = 0 }
    deliverAll()
    try world.after(.flush, of: process)
  }

  func endRound() {
    precondition(
      endedCount == 0 || world.canary == .commitsBeforeFlush, "a round ends when the one before it is delivered")
    endedCount = underWay.count
    endedEnds = ends
  }

  func hasDeliveredRounds() throws -> Bool {
    try world.before(.flush, of: process)
    if world.canary == .commitsBeforeFlush { endedCount = 0 }
    if endedCount > 0, world.chance(0.5) { deliverAll() }
    try world.after(.flush, of: process)
    return endedCount == 0
  }

  func ends(of topic: Topic) -> [Int32: Int64] {
    endedEnds.reduce(into: [:]) { if $1.key.topic == topic { $0[$1.key.partition] = $1.value } }
  }

  private func keep(_ index: Int, of batch: RecordBatch) {
    underWay.append(index, of: batch, topic: batch.entries[index].topic, partition: batch.entries[index].partition)
    followedTo.append(process.answersFollowTo)
  }

  private func deliverAll() {
    for index in 0..<underWay.count {
      let partition = world.append(index, of: underWay, followedTo: followedTo[index])
      ends[partition] = world.log[partition].end
      if index < endedCount { endedEnds[partition] = world.log[partition].end }
    }
    endedCount = 0
    underWay.removeAll()
    followedTo.removeAll()
  }

  /// Gives up what is under way: of each partition some first records may have arrived.
  func discard() {
    guard !isDiscarded else { return }
    isDiscarded = true
    var isOver: [TopicPartition: Bool] = [:]
    for index in 0..<underWay.count {
      let partition = world.log.destination(index, of: underWay)
      if isOver[partition] == nil || isOver[partition] == false { isOver[partition] = world.chance(0.3) }
      if isOver[partition] == false { world.append(index, of: underWay, followedTo: followedTo[index]) }
    }
  }

  // MARK: Transactions

  func begin() throws {
    try world.before(.begin, of: process)
    let name = try checkedName()
    world.transactions.begin(name, now: world.now)
  }

  private func write(_ index: Int, of batch: RecordBatch, _ name: String) {
    guard (try? checkedName()) != nil, let number = world.transactions.open[name]?.number else { return }
    let partition = world.log.destination(index, of: batch)
    world.transactions.open[name]!.partitions.insert(partition)
    world.append(index, of: batch, followedTo: process.answersFollowTo, transaction: number)
  }

  func sendOffsets(
    _ offsets: [TopicPartition: Int64], note: String, of consumer: SimulatedConsumer
  ) throws {
    guard !offsets.isEmpty else { return }
    try world.before(.sendOffsets, of: process)
    try consumer.add(offsets, note: note, to: &world.transactions.open[try checkedTransaction()]!)
    try world.after(.sendOffsets, of: process)
  }

  func commit() throws {
    try world.before(.commit, of: process)
    world.end(try checkedTransaction(), isCommitted: true)
    try world.after(.commit, of: process)
  }

  func abort() throws {
    try world.before(.abort, of: process)
    world.end(try checkedTransaction(), isCommitted: false)
    try world.after(.abort, of: process)
  }

  private func checkedName() throws -> String {
    guard let name else { preconditionFailure("a producer without a name has no transactions") }
    guard world.transactions.epochs[name] == epoch else { throw SimulatedFailure.fenced }
    return name
  }

  /// The name, if the transaction is still open: the coordinator aborts one that takes too long.
  private func checkedTransaction() throws -> String {
    let name = try checkedName()
    guard world.transactions.open[name] != nil else { throw SimulatedFailure.fenced }
    return name
  }
}
