import Models
import Records
import Training

/// Carries out a pipeline's commands, one after another: trains, and moves the pointer.
///
/// Everything that a command led to and the offset behind it are one transaction. The producer is made before the models
/// topic is read and fences off all trainers before this one: what is decided on is what others have written, and who has
/// been away for too long writes nothing. A command that comes again is recognised by the version that carries its id, or
/// by the pointer, which remembers who moved it. A lane belongs to the one thread that takes its turns.
package final class TrainerLane<Site: TrainerSite> {
  private let site: Site
  private let layout: FeatureLayout
  private let pipeline: String
  private var consumer: Site.Consumer?
  private var producer: Site.Producer?
  private var backoff = Backoff()
  private var input = RecordBatch()

  private static var pollTimeout: Duration { .milliseconds(200) }

  package init(site: Site, layout: FeatureLayout) {
    self.site = site
    self.layout = layout
    pipeline = site.definition.name
  }

  deinit { consumer?.close() }

  /// Takes one turn: a poll, and the commands that it brought.
  ///
  /// - Parameter mayGoOn: asked before each command.
  /// - Returns: how long to wait before the next turn; zero unless the lane starts over.
  package func turn(while mayGoOn: () -> Bool = { true }) -> Duration {
    do {
      try attempt(mayGoOn)
      return .zero
    } catch {
      finish()
      site.note(.startsOver(error))
      return backoff.next()
    }
  }

  /// Leaves the group; the last turn has been taken.
  package func finish() {
    consumer?.close()
    consumer = nil
    producer = nil
  }

  private func attempt(_ mayGoOn: () -> Bool) throws {
    let consumer = try self.consumer ?? site.joinCommands()
    self.consumer = consumer
    input.removeAll()
    let events = try consumer.poll(into: &input, timeout: Self.pollTimeout)
    for index in 0..<input.count where mayGoOn() {
      let entry = input.entries[index]
      let offsets = [TopicPartition(.commands, entry.partition): entry.offset + 1]
      let output = try outcome(of: index)
      if output.isEmpty { try consumer.commit(offsets, note: "") } else { try write(output, offsets, of: consumer) }
    }
    backoff.reset()
    for event in events {
      switch event {
      case .assigned: site.note(.joined)
      case .lost: finish()
      case .revoked: producer = nil
      case .endReached: break
      }
    }
  }

  /// What a record of the commands topic leads to.
  private func outcome(of index: Int) throws -> RecordBatch {
    var output = RecordBatch()
    guard input.keyString(index) == pipeline else { return output }
    let command: Command
    do {
      command = try input.decodeValue(Command.self, of: index)
    } catch {
      site.note(.ignored(offset: input.entries[index].offset, error))
      return output
    }
    producer = try producer ?? site.producer(transactionalID: "freshet-\(pipeline)-trainer")
    do {
      try carryOut(command, into: &output)
    } catch let error as any LogFailure {
      // The log could not be read or written: the command is tried again as a whole.
      throw error
    } catch {
      site.note(.failed(command, error))
      output.removeAll()
      try trainer.publishFailure(of: command, reason: "\(error)", now: site.now, into: &output)
    }
    return output
  }

  private func write(
    _ output: RecordBatch, _ offsets: [TopicPartition: Int64], of consumer: Site.Consumer
  ) throws {
    guard let producer else { preconditionFailure("a command led to records without a producer") }
    do {
      try producer.begin()
      try producer.send(output)
      try producer.sendOffsets(offsets, note: "", of: consumer)
      try producer.commit()
    } catch {
      try? producer.abort()
      throw error
    }
  }

  private var trainer: Trainer { Trainer(definition: site.definition, layout: layout) }

  private func carryOut(_ command: Command, into output: inout RecordBatch) throws {
    let catalog = try site.readModels()
    switch command.command {
    case .retrain: try retrain(command, catalog: catalog, into: &output)
    case .reject:
      throw DeploymentPolicy.Refusal(
        description: "a candidate that is not approved stays where it is; there is nothing to undo")
    default:
      if catalog.deployment?.hasCarriedOut(command.commandID) == true {
        return site.note(.doneBefore(command, catalog.deployment?.live))
      }
      let deployment = try DeploymentPolicy.deployment(after: command, catalog: catalog, now: site.now)
      try trainer.publish(deployment, trigger: command.trigger ?? "manual", now: site.now, into: &output)
    }
  }

  // MARK: Training

  private func retrain(_ command: Command, catalog: ModelCatalog, into output: inout RecordBatch) throws {
    if let card = catalog.card(trainedBy: command.commandID) {
      site.note(.doneBefore(command, card.version))
      // Where transactions are not isolated, a version may be there without the pointer that was to follow it.
      return try trainer.deployIfMissing(card, catalog: catalog, now: site.now, into: &output)
    }
    let started = site.uptime
    let trainer = trainer
    let held = try site.ranges(of: .examples)
    let examples =
      command.examples
      ?? ExampleSelection.newest(
        trainer.definition.training.examples, since: nil, in: held, delivery: trainer.definition.delivery)
    let (set, refusedCount) = try ExampleReading.set(of: examples, held: held, for: trainer) {
      try site.read($0, of: .examples, $1)
    }
    if refusedCount > 0 { site.note(.passedOver(examples: refusedCount)) }
    let live = try liveModel(catalog)
    let trained = try trainer.train(
      set, command: command, examples: examples, version: ModelVersion(catalog.newestVersion.number + 1),
      parent: live.version)
    let outcome = trainer.judge(
      trained, live: live, learnedThrough: catalog.cards[live.version]?.lineage.learnedThrough,
      latency: site.latency(of: trained.artifact, rows: trained.candidate.rehearsal.features))
    // An import may have taken the number meanwhile: the command is then carried out again, under the next.
    guard try site.readModels().newestVersion == catalog.newestVersion else { throw VersionTaken() }
    let card = try trainer.publish(
      outcome, catalog: catalog, seconds: (site.uptime - started) / .seconds(1), now: site.now, into: &output)
    site.note(.trained(card, rows: set.count))
  }

  /// The model to beat: the one that is served, or the pointer's when the followers are behind it.
  private func liveModel(_ catalog: ModelCatalog) throws -> Model {
    let served = site.serving.model
    let labels = site.definition.labels
    guard catalog.liveVersion != served.version else { return served }
    if catalog.liveVersion == .prior {
      return .prior(task: labels.task, layout: layout, classes: labels.classes ?? [])
    }
    do {
      return try site.load(catalog.liveVersion, in: catalog)
    } catch let error where !(error is any LogFailure) {
      // A live model of other features cannot be measured on these examples: what is served is what must be beaten.
      site.note(.incomparable(error))
      return served
    }
  }
}

/// Another version has come in while one was trained.
private struct VersionTaken: LogFailure, CustomStringConvertible {
  var description: String { "a version was imported during the training; it is trained again under another number" }
}
