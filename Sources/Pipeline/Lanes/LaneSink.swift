import Records

/// Where a lane's outputs go: a producer, and the way that offsets follow them.
struct LaneSink<Producer: LogProducer> {
  private let producer: Producer
  private let delivery: DeliveryGuarantee
  private var isTransactionOpen = false

  init(_ producer: Producer, delivery: DeliveryGuarantee) {
    self.producer = producer
    self.delivery = delivery
  }

  mutating func send(_ batch: RecordBatch) throws {
    try openTransaction()
    try producer.send(batch)
  }

  /// Waits for delivery and makes the offsets the group's: in one transaction with the outputs, or after them.
  ///
  /// - Parameters:
  ///   - note: kept beside the offsets.
  ///   - output: a topic whose delivered ends are committed with the offsets of the inputs, so that a successor finds
  ///     what was written after this commit.
  mutating func commit(
    _ offsets: [TopicPartition: Int64], note: String, of consumer: Producer.Consumer, endsOf output: Topic?
  ) throws {
    switch delivery {
    case .atLeastOnce:
      try producer.flush()
      var offsets = offsets
      if let output {
        for (partition, end) in producer.ends(of: output) { offsets[TopicPartition(output, partition)] = end }
      }
      try consumer.commit(offsets, note: note)
    case .exactlyOnce:
      guard isTransactionOpen || !offsets.isEmpty else { return }
      try openTransaction()
      try producer.sendOffsets(offsets, note: note, of: consumer)
      try producer.commit()
      isTransactionOpen = false
    }
  }

  /// Takes back what is open, at once where that can be: readers of committed records wait behind it. Where it cannot,
  /// because it is not known how a commit ended, the next producer of this name has it settled before it begins.
  func abandon() {
    if isTransactionOpen { try? producer.abort() }
  }

  private mutating func openTransaction() throws {
    guard delivery == .exactlyOnce, !isTransactionOpen else { return }
    try producer.begin()
    isTransactionOpen = true
  }
}
