import Kafka
import Pipeline
import Records

/// How many records were written to each of a pipeline's topics, and how far the scorer is behind.
///
/// The offsets tell how many were ever written. Not so where a pipeline writes in transactions, whose ends and aborted
/// records take offsets too: such topics are read through, and the records that they hold are counted.
struct TopicCounts {
  private var counts: [Topic: Int64] = [:]
  private(set) var lag: Int64 = 0

  private static let inputs: [Topic] = [.events, .labels]
  private static let outputs: [Topic] = [.predictions, .examples, .deadletter]
  private static let readingTimeout = Duration.seconds(600)

  init(of definition: PipelineDefinition, settings: KafkaSettings) throws {
    let names = definition.topics
    let isTransactional = definition.delivery == .exactlyOnce
    // Joins no group: it asks what the scorer's has committed.
    let scout = try KafkaConsumer(settings, names: names, group: "freshet-\(names.pipeline)-scorer")
    defer { scout.close() }
    for topic in Self.inputs + (isTransactional ? [] : Self.outputs) {
      guard let held = try Self.ranges(of: topic, scout) else { continue }
      counts[topic] = held.reduce(0) { $0 + $1.to }
      guard topic == .events else { continue }
      let committed = try scout.committed(held.map { TopicPartition(topic, $0.partition) })
      lag = held.reduce(0) { $0 + $1.to - (committed[TopicPartition(topic, $1.partition)] ?? $1.from) }
    }
    if isTransactional {
      try TopicReader.existing(Self.outputs, settings: settings, names: names)?.readToEnd(within: Self.readingTimeout) {
        for entry in $0.entries { counts[entry.topic, default: 0] += 1 }
        return true
      }
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
