import Foundation
import Kafka
import Logging
import Pipeline
import Records
import Service

/// A broker with fresh topics of workload A on it.
///
/// The embedded broker drops what exceeds some 5 MB a partition, so that partitions are as many as hold a round whole.
/// On a cluster they are deleted when the bench is over.
final class BenchBed: Sendable {
  /// How many events, predictions or examples a partition of the embedded broker holds with room to spare.
  private static let eventsInPartition = 10_000
  private static let fewestPartitions = 4
  /// On a cluster.
  private static let clusterPartitions = 4

  let definition: PipelineDefinition
  let settings: ServiceSettings
  let partitions: Int
  /// Those that were not there before.
  private let madeTopics: [String]
  private let embedded: EmbeddedBroker?
  let logger: Logger

  /// - Parameters:
  ///   - settings: names brokers, or nil for an embedded one.
  ///   - name: of the pipeline.
  init(settings: ServiceSettings, name: String, events: Int, logger: Logger) throws {
    var settings = settings
    self.logger = logger
    if settings.brokers == nil {
      let broker = try EmbeddedBroker()
      settings.brokers = broker.address
      settings.kafkaProperties.merge(broker.settings.properties) { given, _ in given }
      // A fetch that finds nothing is answered when its wait is over, however soon a record comes.
      settings.kafkaProperties["fetch.wait.max.ms"] = settings.kafkaProperties["fetch.wait.max.ms"] ?? "5"
      embedded = broker
      partitions = max(Self.fewestPartitions, (events + Self.eventsInPartition - 1) / Self.eventsInPartition)
    } else {
      embedded = nil
      partitions = Self.clusterPartitions
    }
    settings.dataFolder = NSTemporaryDirectory()
    self.settings = settings
    definition = BenchWorkload.definition(name: name, partitions: partitions)
    let made = try ClusterSetup(settings: settings, embedded: embedded, logger: logger).createTopics(of: [definition])
    let floor = TopicSpecification(name: "\(name).floor", partitions: partitions)
    madeTopics = made.created.filter { $0.hasPrefix(name) } + [floor.name]
    if let embedded {
      _ = try KafkaAdmin.createTopics([floor], on: embedded)
    } else {
      _ = try KafkaAdmin(settings.kafka).createTopics([floor])
    }
  }

  /// The pipeline's names, but for the predictions, whose part the floor's output plays.
  var floorNames: TopicNames {
    TopicNames(pipeline: definition.name, overrides: [.predictions: "\(definition.name).floor"])
  }

  /// Ends the embedded broker, or takes the topics away from the cluster.
  func stop() {
    if let embedded { return embedded.stop() }
    do {
      try KafkaAdmin(settings.kafka).deleteTopics(madeTopics)
    } catch {
      logger.warning("The bench's topics stay", metadata: ["topics": "\(madeTopics)", "reason": "\(error)"])
    }
  }
}
