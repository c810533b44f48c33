import Kafka
import Logging
import Models
import Pipeline
import Records
import Training

/// Carries out a pipeline's commands, one after another, on a thread of its own: trains, and moves the pointer.
///
/// A command's offset is committed after everything it led to has been delivered. A command that was carried out before
/// is recognised by the version that carries its id.
final class TrainerWorker {
  private let definition: Latest<PipelineDefinition>
  private let layout: FeatureLayout
  private let settings: ServiceSettings
  private let kafka: KafkaSettings
  private let serving: Latest<ServingModel>
  private let announcer: Announcer
  private let logger: Logger
  private let connection: ConnectionLog
  private let clock: @Sendable () -> Timestamp
  private let onAssigned: () -> Void

  private static let catchUpTimeout = Duration.seconds(60)
  /// A training may take long; the group must not take the commands away meanwhile.
  private static let longestTrainingMilliseconds = 86_400_000

  init(
    definition: Latest<PipelineDefinition>, layout: FeatureLayout, settings: ServiceSettings, kafka: KafkaSettings,
    serving: Latest<ServingModel>, announcer: Announcer, logger: Logger, connection: ConnectionLog,
    clock: @escaping @Sendable () -> Timestamp, onAssigned: @escaping () -> Void
  ) {
    self.definition = definition
    self.layout = layout
    self.settings = settings
    self.kafka = kafka
    self.serving = serving
    self.announcer = announcer
    self.logger = logger
    self.connection = connection
    self.clock = clock
    self.onAssigned = onAssigned
  }

  private var names: TopicNames { definition.current.topics }

  func run(until stop: StopSignal) {
    var backoff = Backoff()
    while !stop.isRaised {
      do {
        try work(until: stop)
      } catch {
        logger.log(
          level: connection.failureLevel, "The trainer starts over", metadata: metadata(["reason": "\(error)"]))
        stop.wait(atMost: backoff.next())
      }
    }
  }

  private func work(until stop: StopSignal) throws {
    var consuming = kafka
    consuming.properties["max.poll.interval.ms"] = "\(Self.longestTrainingMilliseconds)"
    let consumer = try KafkaConsumer(consuming, names: names, group: "freshet-\(names.pipeline)-trainer")
    defer { consumer.close() }
    try consumer.subscribe([.commands])
    var input = RecordBatch()
    while !stop.isRaised {
      input.removeAll()
      let poll = try consumer.poll(into: &input, timeout: .milliseconds(200))
      connection.note(poll.events, of: "trainer of \(names.pipeline)")
      for index in 0..<input.count where !stop.isRaised {
        try carryOut(index, of: input)
        let entry = input.entries[index]
        try consumer.commit([TopicPartition(.commands, entry.partition): entry.offset + 1])
      }
      for event in poll.events {
        switch event {
        case .assigned: onAssigned()
        case .lost: return
        default: break
        }
      }
    }
  }

  private func carryOut(_ index: Int, of input: RecordBatch) throws {
    guard input.keyString(index) == names.pipeline else { return }
    let command: Command
    do {
      command = try input.decodeValue(Command.self, of: index)
    } catch {
      logger.warning(
        "A record of the commands topic is no command",
        metadata: metadata(["offset": "\(input.entries[index].offset)", "reason": "\(error)"]))
      return
    }
    var output = RecordBatch()
    do {
      try carryOut(command, into: &output)
    } catch let error as KafkaError {
      // The log could not be read or written: the command is tried again as a whole.
      throw error
    } catch {
      logger.warning("A command failed", metadata: metadata(["command": "\(command.commandID)", "reason": "\(error)"]))
      output.removeAll()
      try trainer.publishFailure(of: command, reason: "\(error)", now: clock(), into: &output)
    }
    if !output.isEmpty { try announcer.send(output) }
  }

  private var trainer: Trainer { Trainer(definition: definition.current, layout: layout) }

  private func carryOut(_ command: Command, into output: inout RecordBatch) throws {
    let catalog = try readCatalog()
    switch command.command {
    case .retrain: try retrain(command, catalog: catalog, into: &output)
    case .reject:
      throw DeploymentPolicy.Refusal(
        description: "a candidate that is not approved stays where it is; there is nothing to undo")
    default:
      let deployment = try DeploymentPolicy.deployment(after: command, catalog: catalog, now: clock())
      guard deployment.commandID != catalog.deployment?.commandID else { return }
      try trainer.publish(deployment, trigger: command.trigger ?? "manual", now: clock(), into: &output)
    }
  }

  // MARK: Training

  private func retrain(_ command: Command, catalog: ModelCatalog, into output: inout RecordBatch) throws {
    if let card = catalog.card(trainedBy: command.commandID) {
      logger.info(
        "A command was carried out before",
        metadata: metadata(["command": "\(command.commandID)", "version": "\(card.version)"]))
      return
    }
    let started = ContinuousClock.now
    let examples = try command.examples ?? newestExamples()
    let set = try read(examples)
    let live = try liveModel(catalog)
    let trainer = trainer
    let outcome = try trainer.train(
      set, command: command, examples: examples, version: ModelVersion(catalog.newestVersion.number + 1), live: live,
      liveExamples: catalog.cards[live.version]?.lineage.examples.ranges)
    let duration = ContinuousClock.now - started
    let card = try trainer.publish(
      outcome, catalog: catalog, seconds: Double(duration.milliseconds) / 1_000, now: clock(), into: &output)
    logger.notice(
      "Trained",
      metadata: metadata([
        "version": "\(card.version)", "trigger": "\(card.lineage.trigger)", "rows": "\(set.count)",
        "accepted": "\(card.verdict.accepted)", "reason": "\(card.verdict.reason)",
        "seconds": "\(card.trainingSeconds)",
      ]))
  }

  private func newestExamples() throws -> Command.Examples {
    let scout = try KafkaConsumer(kafka, names: names, group: nil)
    defer { scout.close() }
    let held = try scout.partitions(of: .examples).map { partition in
      let range = try scout.watermarks(partition)
      return OffsetRange(partition: partition.partition, from: range.lowerBound, to: range.upperBound)
    }
    return ExampleSelection.newest(definition.current.training.examples, since: nil, in: held)
  }

  /// Reads the examples that the ranges name.
  private func read(_ examples: Command.Examples) throws -> TrainingSet {
    var reading = ExampleReading(builder: trainer.makeBuilder(for: examples), task: trainer.definition.labels.task)
    var places: [TopicPartition: ReadingStart] = [:]
    for range in examples.ranges { places[TopicPartition(.examples, range.partition)] = .offset(range.from) }
    guard !places.isEmpty else { throw TrainerProblem.noExamples }
    try checkHeld(examples.ranges)
    let wanted = Dictionary(uniqueKeysWithValues: examples.ranges.map { ($0.partition, $0) })
    let reader = try TopicReader(settings: kafka, names: names, places: places)
    var open = wanted
    try reader.readToEnd(within: .seconds(600)) { batch in
      reading.take(batch, ranges: wanted)
      for entry in batch.entries where entry.offset + 1 >= wanted[entry.partition]?.to ?? .max {
        open[entry.partition] = nil
      }
      return !open.isEmpty
    }
    if reading.refusedCount > 0 {
      logger.warning("Examples were passed over", metadata: metadata(["count": "\(reading.refusedCount)"]))
    }
    return reading.build()
  }

  private func checkHeld(_ ranges: [OffsetRange]) throws {
    let scout = try KafkaConsumer(kafka, names: names, group: nil)
    defer { scout.close() }
    for range in ranges {
      let first = try scout.watermarks(TopicPartition(.examples, range.partition)).lowerBound
      if first > range.from { throw TrainerProblem.expired(range, first: first) }
    }
  }

  // MARK: Models

  private func readCatalog() throws -> ModelCatalog {
    var catalog = ModelCatalog()
    try TopicReader(settings: kafka, names: names, topics: [.models]).readToEnd(within: Self.catchUpTimeout) {
      catalog.apply($0)
      return true
    }
    return catalog
  }

  /// The model to beat: the one that is served, or the pointer's when the followers are behind it.
  private func liveModel(_ catalog: ModelCatalog) throws -> Model {
    let served = serving.current.model
    guard catalog.liveVersion != served.version else { return served }
    if catalog.liveVersion == .prior {
      return .prior(
        task: definition.current.labels.task, layout: layout, classes: definition.current.labels.classes ?? [])
    }
    do {
      return try ModelLoader(settings: kafka, names: names, layout: layout).load(catalog.liveVersion, in: catalog)
    } catch let refusal as ModelLoader.Refusal {
      // A live model of other features cannot be measured on these examples: what is served is what must be beaten.
      logger.warning("The live model cannot be compared", metadata: metadata(["reason": "\(refusal)"]))
      return served
    }
  }

  private func metadata(_ more: Logger.Metadata) -> Logger.Metadata {
    more.merging(["pipeline": "\(names.pipeline)"]) { first, _ in first }
  }
}
