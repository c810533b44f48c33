import Kafka
import Logging
import Pipeline
import Records

/// A lane's site on the cluster: one role of one pipeline in this process.
struct KafkaSite: LaneSite {
  let role: StageRole
  let names: TopicNames
  let settings: ServiceSettings
  let kafka: KafkaSettings
  let definition: Latest<PipelineDefinition>
  let serving: Latest<ServingModel>
  let logger: Logger
  let connection: ConnectionLog
  let clock: @Sendable () -> Timestamp
  /// Called when the lane has its partitions and has read nothing of them yet.
  let onAssigned: @Sendable () -> Void
  private let start = ContinuousClock.now

  init(
    role: StageRole, names: TopicNames, settings: ServiceSettings, kafka: KafkaSettings,
    definition: Latest<PipelineDefinition>, serving: Latest<ServingModel>, logger: Logger, connection: ConnectionLog,
    clock: @escaping @Sendable () -> Timestamp, onAssigned: @escaping @Sendable () -> Void
  ) {
    self.role = role
    self.names = names
    self.settings = settings
    self.kafka = kafka
    self.definition = definition
    self.serving = serving
    self.logger = logger
    self.connection = connection
    self.clock = clock
    self.onAssigned = onAssigned
  }

  func join(_ group: String, topics: [Topic], isPaired: Bool) throws -> KafkaLaneConsumer {
    var consuming = kafka
    // A stage that reads two topics needs partition i of both: the range assignor pairs them.
    if isPaired { consuming.properties["partition.assignment.strategy"] = "range" }
    let consumer = try KafkaConsumer(consuming, names: names, group: group)
    try consumer.subscribe(topics)
    return KafkaLaneConsumer(
      consumer, settings: kafka, limit: BatchLimit(records: settings.maximumBatchCount), connection: connection,
      name: "\(role.rawValue) of \(names.pipeline)")
  }

  func producer(transactionalID: String?) throws -> KafkaLaneProducer {
    try KafkaLaneProducer(kafka, names: names, transactionalID: transactionalID)
  }

  var instance: String { settings.instance }
  var commitInterval: Duration { settings.commitInterval }
  var pollTimeout: Duration { settings.pollTimeout }

  var now: Timestamp { clock() }
  var uptime: Duration { ContinuousClock.now - start }

  func definition(since generation: inout Int) -> PipelineDefinition? { definition.news(since: &generation) }

  func serving(since generation: inout Int) -> ServingModel? { serving.news(since: &generation) }

  func note(_ note: LaneNote) {
    let place: Logger.Metadata = ["pipeline": "\(names.pipeline)", "role": "\(role.rawValue)"]
    func more(_ metadata: Logger.Metadata) -> Logger.Metadata { place.merging(metadata) { first, _ in first } }
    switch note {
    case .took(let partitions, let count):
      onAssigned()
      guard !partitions.isEmpty else { return }
      logger.info("Took partitions", metadata: more(["partitions": "\(partitions)", "replayed": "\(count)"]))
    case .lost(let partitions):
      logger.warning("Partitions were lost to another member", metadata: more(["partitions": "\(partitions)"]))
    case .startsOver(let error):
      logger.log(
        level: connection.failureLevel, "The \(role.rawValue) starts over from its committed offsets",
        metadata: more(["reason": "\(error)"]))
    }
  }
}
