import Kafka
import Records

/// Reads a pipeline's alerts topic from its beginning.
///
/// `@unchecked`: the reader belongs to the one thread that calls `run`.
package final class AlertReading: @unchecked Sendable {
  private let reader: TopicReader

  package init(settings: ServiceSettings, topics: TopicNames) throws {
    reader = try TopicReader(settings: settings.kafka, names: topics, topics: [.alerts])
  }

  /// Hands over each record's text, and the alert where it is one: up to the end, or for ever when following.
  package func run(follow: Bool, until stop: StopSignal, _ body: (String, Alert?) -> Void) throws {
    while !stop.isRaised, follow || !reader.hasReachedEnd {
      _ = try reader.poll(timeout: .milliseconds(200)) { batch in
        for index in 0..<batch.count {
          body(batch.valueString(index) ?? "", try? batch.decodeValue(Alert.self, of: index))
        }
      }
    }
  }
}
