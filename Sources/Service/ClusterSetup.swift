import Kafka
import Logging
import Pipeline
import Records

/// Makes a pipeline's topics and writes its file to `freshet.config`: what `freshet topics create`, `freshet apply` and
/// `freshet run --topics` do.
package struct ClusterSetup {
  /// What became of the topics, by name in alphabetical order.
  package struct Topics: Sendable {
    package var created: [String] = []
    package var existing: [String] = []
    /// Created by their first use, by a broker that cannot be told how many partitions they need.
    package var createdByUse: [String] = []
  }

  private let kafka: KafkaSettings
  private let embedded: EmbeddedBroker?
  private let logger: Logger

  package init(settings: ServiceSettings, embedded: EmbeddedBroker? = nil, logger: Logger) {
    kafka = settings.kafka
    self.embedded = embedded
    self.logger = logger
  }

  /// Checks the client's settings without a broker.
  ///
  /// - Throws: a `configuration` error that names the property that is wrong.
  package static func check(_ settings: ServiceSettings) throws { _ = try KafkaAdmin(settings.kafka) }

  /// Waits for the cluster to answer.
  package static func reach(_ settings: ServiceSettings, within timeout: Duration) throws {
    _ = try KafkaAdmin(settings.kafka).topics(timeout: timeout)
  }

  /// Makes the topics that are missing, with the cleanup and retention that they need.
  package func createTopics(of definitions: [PipelineDefinition]) throws -> Topics {
    var specifications: [String: TopicSpecification] = [:]
    for definition in definitions {
      for plan in TopicPlan.topics(of: definition) where specifications[plan.name] == nil {
        specifications[plan.name] = specification(plan)
      }
    }
    let wanted = specifications.values.sorted { $0.name < $1.name }
    let outcomes =
      if let embedded { try KafkaAdmin.createTopics(wanted, on: embedded) } else {
        try KafkaAdmin(kafka).createTopics(wanted)
      }
    var topics = Topics()
    for (name, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      switch outcome {
      case .created: topics.created.append(name)
      case .existing: topics.existing.append(name)
      case .createdByUse: topics.createdByUse.append(name)
      }
    }
    return topics
  }

  private func specification(_ plan: TopicPlan) -> TopicSpecification {
    var properties = plan.configuration
    let cleanup = properties.removeValue(forKey: "cleanup.policy").flatMap(TopicSpecification.Cleanup.init)
    return TopicSpecification(
      name: plan.name, partitions: plan.partitions, replicas: plan.replication, cleanup: cleanup ?? .delete,
      properties: properties)
  }

  /// Writes pipeline files to `freshet.config` and waits for their delivery.
  package func apply(_ files: [(definition: PipelineDefinition, text: String)], now: Timestamp) throws {
    let announcer = try Announcer(settings: kafka, names: TopicNames(pipeline: "freshet"), logger: logger)
    var batch = RecordBatch()
    for file in files { batch.append(topic: .config, key: file.definition.name, value: file.text, timestamp: now) }
    try announcer.send(batch)
  }
}
