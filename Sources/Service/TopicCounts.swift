import Kafka
import Records

/// How many records were ever written to each of a pipeline's topics, by their offsets, and how far the scorer is behind.
struct TopicCounts {
  private var counts: [Topic: Int64] = [:]
  private(set) var lag: Int64 = 0

  init(settings: KafkaSettings, names: TopicNames) throws {
    let scout = try KafkaConsumer(settings, names: names, group: nil)
    defer { scout.close() }
    let group = try KafkaConsumer(settings, names: names, group: "freshet-\(names.pipeline)-scorer")
    defer { group.close() }
    for topic in [Topic.events, .predictions, .labels, .examples, .deadletter] {
      guard let partitions = try Self.partitions(of: topic, scout) else { continue }
      let committed = topic == .events ? try group.committed(partitions) : [:]
      for partition in partitions {
        let held = try scout.watermarks(partition)
        counts[topic, default: 0] += held.upperBound
        if topic == .events { lag += held.upperBound - (committed[partition] ?? held.lowerBound) }
      }
    }
  }

  subscript(topic: Topic) -> Int64 { counts[topic] ?? 0 }

  /// nil for a topic that has not been made yet.
  private static func partitions(of topic: Topic, _ scout: KafkaConsumer) throws -> [TopicPartition]? {
    do {
      return try scout.partitions(of: topic)
    } catch let error where error.isUnknownTopic {
      return nil
    }
  }
}
