import Kafka
import Logging
import Records
import Synchronization

/// Writes a pipeline's rare records, such as alerts of the service itself, from any thread.
package final class Announcer: Sendable {
  private static let deliveryTimeout = Duration.seconds(30)
  /// A producer belongs to one thread at a time: the lock sees to that.
  private let producer: Mutex<KafkaProducer>
  private let logger: Logger

  package init(settings: KafkaSettings, names: TopicNames, logger: Logger) throws {
    producer = Mutex(try KafkaProducer(settings, names: names))
    self.logger = logger
  }

  /// Sends and waits for delivery.
  package func send(_ batch: RecordBatch) throws {
    try producer.withLock { producer in
      let refused = try producer.send(batch)
      if let first = refused.first {
        throw KafkaError(kind: .refused, code: 0, name: "RECORD_TOO_LARGE", message: first.reason)
      }
      try producer.flush(timeout: Self.deliveryTimeout)
    }
  }

  /// Sends an alert; a failure is logged, since the alert was about something else.
  package func announce(_ alert: Alert) {
    var batch = RecordBatch()
    do {
      try batch.append(alert)
      try send(batch)
    } catch {
      logger.error("An alert was not delivered", metadata: ["alert": "\(alert.message)", "reason": "\(error)"])
    }
  }
}
