import Records

/// Where a lane's outputs go: a producer, and the way that offsets follow them.
struct LaneSink<Producer: LogProducer> {
  private let producer: Producer
  private let delivery: DeliveryGuarantee
  private var isTransactionOpen = false
  private var open: OpenCommit?

  /// A commit whose offsets are not the group's yet.
  private struct OpenCommit {
    var plan: CommitPlan
    /// Whether the outputs are delivered, and the group has been asked.
    var isAsked = false
  }

  init(_ producer: Producer, delivery: DeliveryGuarantee) {
    self.producer = producer
    self.delivery = delivery
  }

  mutating func send(_ batch: RecordBatch) throws {
    try openTransaction()
    try producer.send(batch)
  }

  /// Waits until everything sent is delivered, as far as that can be without a commit.
  mutating func flush() throws {
    if delivery == .atLeastOnce { try producer.flush() }
  }

  /// Waits for delivery and makes the offsets the group's: in one transaction with the outputs, or after them. A commit
  /// that was begun is this one's from now on.
  mutating func commit(_ plan: CommitPlan, of consumer: Producer.Consumer) throws {
    open = nil
    switch delivery {
    case .atLeastOnce:
      try producer.flush()
      producer.endRound()
      try consumer.commit(offsets(of: plan), note: plan.note)
    case .exactlyOnce:
      guard isTransactionOpen || !plan.offsets.isEmpty else { return }
      try openTransaction()
      try producer.sendOffsets(plan.offsets, note: plan.note, of: consumer)
      try producer.commit()
      isTransactionOpen = false
    }
  }

  /// The same, but at least once it only begins: what is sent from now on is the next commit's, and `goOn` leads this one
  /// to its end.
  mutating func begin(_ plan: CommitPlan, of consumer: Producer.Consumer) throws {
    precondition(open == nil, "one commit is made after the other")
    guard delivery == .atLeastOnce else { return try commit(plan, of: consumer) }
    producer.endRound()
    open = OpenCommit(plan: plan)
  }

  /// Whether a commit was begun that has not ended.
  var isCommitting: Bool { open != nil }

  /// Takes the open commit as far as it goes without waiting.
  mutating func goOn(_ consumer: Producer.Consumer) throws {
    guard var commit = open else { return }
    if !commit.isAsked {
      guard try producer.hasDeliveredRounds() else { return }
      try consumer.beginCommit(offsets(of: commit.plan), note: commit.plan.note)
      commit.isAsked = true
      open = commit
    }
    if try consumer.hasCommitted() { open = nil }
  }

  /// Takes back what is open, at once where that can be: readers of committed records wait behind it. Where it cannot,
  /// because it is not known how a commit ended, the next producer of this name has it settled before it begins.
  func abandon() {
    if isTransactionOpen { try? producer.abort() }
  }

  private func offsets(of plan: CommitPlan) -> [TopicPartition: Int64] {
    guard let output = plan.output else { return plan.offsets }
    var offsets = plan.offsets
    for (partition, end) in producer.ends(of: output) { offsets[TopicPartition(output, partition)] = end }
    return offsets
  }

  private mutating func openTransaction() throws {
    guard delivery == .exactlyOnce, !isTransactionOpen else { return }
    try producer.begin()
    isTransactionOpen = true
  }
}
