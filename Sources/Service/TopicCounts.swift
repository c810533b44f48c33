import Kafka
import Records

/// How many records were ever written to each of a pipeline's topics, by their offsets, and how far the scorer is behind.
struct TopicCounts {
  private var counts: [Topic: Int64] = [:]
  private(set) var lag: Int64 = 0

  init(settings: KafkaSettings, names: TopicNames) throws {
    // Joins no group: it asks what the scorer's has committed.
    let scout = try KafkaConsumer(settings, names: names, group: "freshet-\(names.pipeline)-scorer")
    defer { scout.close() }
    for topic in [Topic.events, .predictions, .labels, .examples, .deadletter] {
      guard let held = try Self.ranges(of: topic, scout) else { continue }
      counts[topic] = held.reduce(0) { $0 + $1.to }
      guard topic == .events else { continue }
      let committed = try scout.committed(held.map { TopicPartition(topic, $0.partition) })
      lag = held.reduce(0) { $0 + $1.to - (committed[TopicPartition(topic, $1.partition)] ?? $1.from) }
    }
  }

  subscript(topic: Topic) -> Int64 { counts[topic] ?? 0 }

  /// nil for a topic that has not been made yet.
  private static func ranges(of topic: Topic, _ scout: KafkaConsumer) throws -> [OffsetRange]? {
    do {
      return try scout.ranges(of: topic)
    } catch let error where error.isUnknownTopic {
      return nil
    }
  }
}
