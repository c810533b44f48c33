import Records

/// The `topic_creation:` part of a pipeline file: hints for topics that `freshet` makes; existing ones stay.
package struct TopicCreationSettings: Hashable, Sendable {
  /// Of every topic of the pipeline, because events, labels and predictions are joined partition by partition.
  package let partitions: Int
  /// Copies of each partition; nil for the broker's default.
  package let replication: Int?
  private let retention: [Topic: Duration]
  private let retentionSize: [Topic: Int]

  package init(
    partitions: Int = 4, replication: Int? = nil, retention: [Topic: Duration] = [:], retentionSize: [Topic: Int] = [:]
  ) {
    self.partitions = partitions
    self.replication = replication
    self.retention = retention
    self.retentionSize = retentionSize
  }

  /// How long the topic's records are kept; nil for a compacted topic, which keeps the newest of each key.
  package func retention(of topic: Topic) -> Duration? {
    guard !topic.isCompacted else { return nil }
    return retention[topic] ?? .seconds(86_400 * (topic == .examples ? 90 : topic == .alerts ? 30 : 7))
  }

  /// The most bytes kept a partition; nil for no bound.
  package func retentionSize(of topic: Topic) -> Int? { topic.isCompacted ? nil : retentionSize[topic] }
}
