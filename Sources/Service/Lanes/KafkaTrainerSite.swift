import Kafka
import Logging
import Models
import Pipeline
import Records

/// A trainer's site on the cluster.
struct KafkaTrainerSite: TrainerSite {
  let names: TopicNames
  let context: ServiceContext
  let layout: FeatureLayout
  let latestDefinition: Latest<PipelineDefinition>
  let latestServing: Latest<ServingModel>
  let onJoined: @Sendable () -> Void
  private let start = ContinuousClock.now

  private static let catchUpTimeout = Duration.seconds(60)
  /// A training may take long; the group must not take the commands away meanwhile.
  private static let longestTrainingMilliseconds = 86_400_000

  init(
    names: TopicNames, context: ServiceContext, layout: FeatureLayout, definition: Latest<PipelineDefinition>,
    serving: Latest<ServingModel>, onJoined: @escaping @Sendable () -> Void
  ) {
    self.names = names
    self.context = context
    self.layout = layout
    latestDefinition = definition
    latestServing = serving
    self.onJoined = onJoined
  }

  private var kafka: KafkaSettings { context.kafka }
  private var logger: Logger { context.logger }

  var definition: PipelineDefinition { latestDefinition.current }
  var serving: ServingModel { latestServing.current }
  var now: Timestamp { context.clock() }
  var uptime: Duration { ContinuousClock.now - start }

  func joinCommands() throws -> KafkaLaneConsumer {
    var consuming = kafka
    consuming.properties["max.poll.interval.ms"] = "\(Self.longestTrainingMilliseconds)"
    let consumer = try KafkaConsumer(consuming, names: names, group: "freshet-\(names.pipeline)-trainer")
    try consumer.subscribe([.commands])
    return KafkaLaneConsumer(
      consumer, settings: kafka, limit: BatchLimit(), connection: context.connection,
      name: "trainer of \(names.pipeline)")
  }

  func ranges(of topic: Topic) throws -> [OffsetRange] {
    try TopicReader(settings: kafka, names: names).held(topic)
  }

  func readModels() throws -> ModelCatalog {
    try ModelCatalog.read(settings: kafka, names: names, within: Self.catchUpTimeout)
  }

  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws {
    try TopicReader.read(ranges, of: topic, settings: kafka, names: names, body)
  }

  func load(_ version: ModelVersion, in catalog: ModelCatalog) throws -> Model {
    try ModelLoader(settings: kafka, names: names, layout: layout).load(version, in: catalog)
  }

  func producer(transactionalID: String) throws -> KafkaLaneProducer {
    try KafkaLaneProducer(kafka, names: names, transactionalID: transactionalID)
  }

  func latency(of artifact: [UInt8], rows: FeatureMatrix) -> Duration? {
    LatencyProbe.measure(artifact: artifact, rows: rows)
  }

  // MARK: Notes

  func note(_ note: TrainerNote) {
    switch note {
    case .joined: onJoined()
    case .startsOver(let error):
      logger.log(
        level: context.connection.failureLevel, "The trainer starts over", metadata: metadata(["reason": "\(error)"]))
    case .ignored(let offset, let error):
      logger.warning(
        "A record of the commands topic is no command",
        metadata: metadata(["offset": "\(offset)", "reason": "\(error)"]))
    case .failed(let command, let error):
      logger.warning("A command failed", metadata: metadata(["command": "\(command.commandID)", "reason": "\(error)"]))
    case .doneBefore(let command, let version):
      logger.info(
        "A command was carried out before",
        metadata: metadata([
          "command": "\(command.commandID)", "version": "\(version.map(\.description) ?? "none")",
        ]))
    case .trained(let card, let rows): noteTrained(card, rows: rows)
    case .passedOver(let count):
      logger.warning("Examples were passed over", metadata: metadata(["count": "\(count)"]))
    case .incomparable(let error):
      logger.warning("The live model cannot be compared", metadata: metadata(["reason": "\(error)"]))
    }
  }

  private func noteTrained(_ card: ModelCard, rows: Int) {
    logger.notice(
      "Trained",
      metadata: metadata([
        "version": "\(card.version)", "trigger": "\(card.lineage.trigger)", "rows": "\(rows)",
        "accepted": "\(card.verdict.accepted)", "reason": "\(card.verdict.reason)",
        "seconds": "\(card.trainingSeconds)",
      ]))
  }

  private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
    more.merging(["pipeline": "\(names.pipeline)"]) { first, _ in first }
  }
}
