import Kafka
import Pipeline
import Records

/// Where a lane's outputs go: a producer, and the way that offsets follow them.
final class LaneSink {
  private let producer: KafkaProducer
  private let delivery: DeliveryGuarantee
  private var isTransactionOpen = false
  private var substitutes = RecordBatch()

  /// How long delivery may take before the lane starts over.
  private static let deliveryTimeout = Duration.seconds(120)

  /// - Parameter instance: names this process across restarts, so that a successor fences off what it left open.
  init(definition: PipelineDefinition, kafka: KafkaSettings, role: ServiceSettings.Role, instance: String) throws {
    delivery = definition.delivery
    let id = "freshet-\(definition.name)-\(role.rawValue)-\(instance)"
    producer = try KafkaProducer(
      kafka.allowingLargeDeadLetters, names: definition.topics,
      transactionalID: delivery == .exactlyOnce ? id : nil)
    if delivery == .exactlyOnce { try producer.initTransactions() }
  }

  func send(_ batch: RecordBatch) throws {
    if delivery == .exactlyOnce, !isTransactionOpen {
      try producer.begin()
      isTransactionOpen = true
    }
    let refused = try producer.send(batch)
    if !refused.isEmpty { try sendSubstitutes(for: refused, of: batch) }
  }

  /// Waits for delivery and makes the offsets the group's: in one transaction with the outputs, or after them.
  func commit(_ offsets: [TopicPartition: Int64], of consumer: KafkaConsumer) throws {
    switch delivery {
    case .atLeastOnce:
      try producer.flush(timeout: Self.deliveryTimeout)
      try consumer.commit(offsets)
    case .exactlyOnce:
      if !isTransactionOpen {
        guard !offsets.isEmpty else { return }
        try producer.begin()
        isTransactionOpen = true
      }
      do {
        try producer.sendOffsets(offsets, of: consumer)
        try producer.commit()
      } catch {
        if error.kind == .abortable { try? producer.abort() }
        isTransactionOpen = false
        throw error
      }
      isTransactionOpen = false
    }
  }

  /// A dead letter that is too large for any broker goes without its value; its headers say where the value is.
  private func sendSubstitutes(for refused: [RefusedRecord], of batch: RecordBatch) throws {
    substitutes.removeAll()
    for record in refused {
      let entry = batch.entries[record.record]
      substitutes.begin(topic: entry.topic, timestamp: Timestamp(milliseconds: entry.timestamp))
      batch.withKey(record.record) { if let key = $0, key.count < 100_000 { substitutes.appendKey(key) } }
      batch.forEachHeader(record.record) { name, value in
        if value.count < 100_000 { substitutes.appendHeader(name, value) }
      }
      substitutes.appendHeader("value_left_out", record.reason)
    }
    let again = try producer.send(substitutes)
    guard again.isEmpty else {
      throw KafkaError(kind: .fatal, code: 0, name: "RECORD_TOO_LARGE", message: again[0].reason)
    }
  }
}

extension KafkaSettings {
  /// A dead letter is as large as the record it holds and its headers: the client's own bound must leave room for it.
  fileprivate var allowingLargeDeadLetters: KafkaSettings {
    var settings = self
    if settings.properties["message.max.bytes"] == nil { settings.properties["message.max.bytes"] = "4000000" }
    return settings
  }
}
