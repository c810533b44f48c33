import Kafka
import Logging
import Pipeline
import Records

/// A lane's site on the cluster: one role of one pipeline in this process.
struct KafkaSite: LaneSite {
  let role: StageRole
  let names: TopicNames
  let context: ServiceContext
  let definition: Latest<PipelineDefinition>
  let serving: Latest<ServingModel>
  /// Called when the lane has its partitions and has read nothing of them yet.
  let onAssigned: @Sendable () -> Void
  /// Called with how far the lane has come with refilling its state; nil when it has.
  let onRestoring: @Sendable (RestoreStatus?) -> Void
  let snapshots: (any SnapshotStore)?
  private let start = ContinuousClock.now

  init(
    role: StageRole, names: TopicNames, context: ServiceContext, definition: Latest<PipelineDefinition>,
    serving: Latest<ServingModel>, onAssigned: @escaping @Sendable () -> Void,
    onRestoring: @escaping @Sendable (RestoreStatus?) -> Void
  ) {
    self.role = role
    self.names = names
    self.context = context
    self.definition = definition
    self.serving = serving
    self.onAssigned = onAssigned
    self.onRestoring = onRestoring
    snapshots = SnapshotFolder(of: names.pipeline, context: context)
  }

  func join(_ group: String, topics: [Topic], isPaired: Bool) throws -> KafkaLaneConsumer {
    var consuming = context.kafka
    // A stage that reads two topics needs partition i of both: the range assignor pairs them. What waits in one topic for
    // the other must know when there is nothing more to come.
    if isPaired { consuming.properties["partition.assignment.strategy"] = "range" }
    let consumer = try KafkaConsumer(consuming, names: names, group: group, reportsEnds: isPaired)
    try consumer.subscribe(topics)
    return KafkaLaneConsumer(
      consumer, settings: context.kafka, limit: BatchLimit(records: context.settings.maximumBatchCount),
      connection: context.connection, name: "\(role.rawValue) of \(names.pipeline)")
  }

  func producer(transactionalID: String?) throws -> KafkaLaneProducer {
    try KafkaLaneProducer(context.kafka, names: names, transactionalID: transactionalID)
  }

  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws {
    try TopicReader.read(ranges, of: topic, settings: context.kafka, names: names, body)
  }

  var instance: String { context.settings.instance }
  var commitInterval: Duration { context.settings.commitInterval }
  var pollTimeout: Duration { context.settings.pollTimeout }

  var now: Timestamp { context.clock() }
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
      context.logger.info("Took partitions", metadata: more(["partitions": "\(partitions)", "replayed": "\(count)"]))
    case .resumed(let part):
      context.logger.info("Goes on from a snapshot", metadata: more(["part": "\(part)"]))
    case .refusedSnapshot(let part, let problem):
      context.logger.warning(
        "A snapshot is refused; the log is read again instead",
        metadata: more(["part": "\(part)", "reason": "\(problem)"]))
    case .restoring(let records, let total):
      onRestoring(RestoreStatus(records: records, of: total))
      context.logger.info("Restoring", metadata: more(["records": "\(records)", "of": "\(total)"]))
    case .restored(let records, let duration):
      onRestoring(nil)
      context.logger.info("Restored", metadata: more(["records": "\(records)", "within": "\(duration)"]))
    case .lost(let partitions):
      context.logger.warning(
        "Partitions were lost to another member", metadata: more(["partitions": "\(partitions)"]))
    case .startsOver(let error):
      onRestoring(nil)
      context.logger.log(
        level: context.connection.failureLevel, "The \(role.rawValue) starts over from its committed offsets",
        metadata: more(["reason": "\(error)"]))
    }
  }
}
