import Kafka
import Pipeline
import Records

/// A lane's producer on the cluster.
final class KafkaLaneProducer: LogProducer {
  private let producer: KafkaProducer
  private var substitutes = RecordBatch()

  /// How long delivery may take before the lane starts over.
  private static let deliveryTimeout = Duration.seconds(120)
  /// A lane that starts over does not wait long for a broker that may be gone.
  private static let abortTimeout = Duration.seconds(5)

  init(_ settings: KafkaSettings, names: TopicNames, transactionalID: String?) throws {
    producer = try KafkaProducer(settings.allowingLargeDeadLetters, names: names, transactionalID: transactionalID)
    if transactionalID != nil { try producer.initTransactions() }
    try producer.learnBounds(of: [.predictions, .examples, .deadletter])
  }

  func send(_ batch: RecordBatch) throws {
    let refused = try producer.send(batch)
    if !refused.isEmpty { try sendSubstitutes(for: refused, of: batch) }
  }

  func flush() throws { try producer.flush(timeout: Self.deliveryTimeout) }

  func endRound() { producer.endRound() }

  func hasDeliveredRounds() throws -> Bool { try producer.hasDeliveredRounds() }

  func ends(of topic: Topic) -> [Int32: Int64] { producer.deliveredEnds(of: topic) }

  func begin() throws { try producer.begin() }

  func sendOffsets(_ offsets: [TopicPartition: Int64], note: String, of consumer: KafkaLaneConsumer) throws {
    try consumer.send(offsets, note: note, with: producer)
  }

  func commit() throws { try producer.commit() }

  func abort() throws { try producer.abort(timeout: Self.abortTimeout) }

  /// What is too large for the cluster goes without its value, since it would be refused for ever: the headers of a dead
  /// letter say where the value is.
  private func sendSubstitutes(for refused: [RefusedRecord], of batch: RecordBatch) throws {
    substitutes.removeAll()
    for record in refused {
      let entry = batch.entries[record.record]
      // A part of a model without its bytes would be none.
      guard entry.topic != .models else { throw Self.tooLarge(record) }
      substitutes.begin(topic: entry.topic, timestamp: Timestamp(milliseconds: entry.timestamp))
      batch.withKey(record.record) { if let key = $0, key.count < 100_000 { substitutes.appendKey(key) } }
      batch.forEachHeader(record.record) { name, value in
        if value.count < 100_000 { substitutes.appendHeader(name, value) }
      }
      substitutes.appendHeader("value_left_out", record.reason)
    }
    let again = try producer.send(substitutes)
    guard again.isEmpty else { throw Self.tooLarge(again[0]) }
  }

  private static func tooLarge(_ record: RefusedRecord) -> KafkaError {
    KafkaError(kind: .fatal, code: 0, name: "RECORD_TOO_LARGE", message: record.reason)
  }
}

extension KafkaError: LogFailure {}

extension KafkaSettings {
  /// A dead letter is as large as the record it holds and its headers: the client's own bound must leave room for it.
  fileprivate var allowingLargeDeadLetters: KafkaSettings {
    var settings = self
    if settings.properties["message.max.bytes"] == nil { settings.properties["message.max.bytes"] = "4000000" }
    return settings
  }
}
