import Records

/// A topic as a pipeline needs it: what `freshet topics create` and `freshet run --topics` make where it is missing.
package struct TopicPlan: Hashable, Sendable {
  package var topic: Topic
  package var name: String
  package var partitions: Int
  /// nil for the broker's default.
  package var replication: Int?
  /// The topic's configuration on the broker.
  package var configuration: [String: String]

  /// Every topic of the pipeline, in the order of `Topic`.
  ///
  /// The models, alerts, configuration and commands topics have one partition: their records are few, and their order
  /// across keys means something.
  package static func topics(of definition: PipelineDefinition) -> [TopicPlan] {
    Topic.allCases.map { topic in
      TopicPlan(
        topic: topic, name: definition.topics[topic],
        partitions: isSingle(topic) ? 1 : definition.topicCreation.partitions,
        replication: definition.topicCreation.replication,
        configuration: configuration(of: topic, definition.topicCreation))
    }
  }

  private static func isSingle(_ topic: Topic) -> Bool {
    switch topic {
    case .models, .alerts, .config, .commands: true
    case .events, .labels, .predictions, .examples, .deadletter: false
    }
  }

  private static func configuration(of topic: Topic, _ settings: TopicCreationSettings) -> [String: String] {
    var configuration = ["cleanup.policy": topic.isCompacted ? "compact" : "delete"]
    if let retention = settings.retention(of: topic) { configuration["retention.ms"] = "\(retention.milliseconds)" }
    if let size = settings.retentionSize(of: topic) { configuration["retention.bytes"] = "\(size)" }
    if topic == .deadletter { configuration["max.message.bytes"] = "\(largestDeadLetter)" }
    return configuration
  }

  /// A dead letter holds a record of the broker's usual limit of 1 MiB, untouched, and its own headers.
  private static let largestDeadLetter = 4 << 20
}
