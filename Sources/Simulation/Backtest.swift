import Drift
import Features
import Models
import Pipeline
import Records
import Training

/// The production stages over a recorded stream, without a broker: scorer, monitor and trainer, joined by logs in memory.
///
/// Test, then train: an event is answered by the model that is live before its label is shown. Time is virtual; a
/// training takes none of it. The same records in the same batches give the same result, whatever the machine.
package struct Backtest: Sendable {
  package let policy: BacktestPolicy
  package let definition: PipelineDefinition
  package private(set) var scores: BacktestScores
  package private(set) var trainings: [BacktestTraining] = []
  /// Drift alerts that began, with the events seen by then.
  package private(set) var alerts: [(row: Int, alert: Alert)] = []
  /// Trainings that came to no candidate, with the reason.
  package private(set) var failures: [(row: Int, reason: String)] = []
  package private(set) var eventCount = 0
  package private(set) var deadLetterCount = 0
  package private(set) var trainingTime = Duration.zero
  package private(set) var statistics = DriftCurves()

  private let layout: FeatureLayout
  private let stopwatch: @Sendable () -> Duration
  private var scorer: Scorer
  private var monitor: Monitor
  private var catalog = ModelCatalog()
  private var log: ExampleLog
  private var predictionCount: Int64 = 0

  private var predictions = RecordBatch()
  private var joining = RecordBatch()
  private var output = RecordBatch()
  private var judge: ExampleJudge

  /// - Parameters:
  ///   - labelWait: how long labels are waited for at least, whatever the file says: as long as the backtest delays them.
  ///   - stopwatch: reads a clock, to tell how long trainings take; it decides nothing.
  /// - Throws: what is wrong with the features; never for a definition out of `PipelineFile`.
  package init(
    definition: PipelineDefinition, policy: BacktestPolicy, labelWait: Duration = .zero,
    stopwatch: @escaping @Sendable () -> Duration
  ) throws(FeatureErrors) {
    let definition = policy.applied(to: definition, labelWait: labelWait)
    let program = try definition.featureProgram()
    self.policy = policy
    self.definition = definition
    self.stopwatch = stopwatch
    layout = program.layout
    scorer = Scorer(definition: definition, program: program)
    monitor = Monitor(definition: definition, layout: program.layout)
    log = ExampleLog(capacity: definition.training.examples)
    scores = BacktestScores(task: definition.labels.task)
    judge = ExampleJudge(task: definition.labels.task, layout: program.layout)
  }

  /// How many trainings led to a version that answered.
  package var deployedCount: Int { trainings.count { $0.isAccepted } }

  /// Takes events and, after their answers, the labels that have become known; trains where that is due.
  ///
  /// - Parameter now: the virtual time of the last of them.
  package mutating func step(events: RecordBatch, labels: RecordBatch, now: Timestamp) throws {
    show(events: events, labels: labels, now: now)
    if let command = monitor.takeCommand(now: now, held: [log.held]) { try carryOut(command, now: now) }
  }

  /// Takes the labels that come after the last event: they judge, and train nothing.
  package mutating func finish(labels: RecordBatch, now: Timestamp) {
    show(events: RecordBatch(), labels: labels, now: now)
    statistics.end(at: eventCount)
  }

  private mutating func show(events: RecordBatch, labels: RecordBatch, now: Timestamp) {
    predictions.removeAll()
    joining.removeAll()
    output.removeAll()
    scorer.step(events, now: now, into: &predictions)
    for index in 0..<predictions.count {
      guard predictions.entries[index].topic == .predictions else {
        joining.append(index, of: predictions, topic: .deadletter, partition: 0, offset: Int64(deadLetterCount))
        deadLetterCount += 1
        continue
      }
      joining.append(index, of: predictions, topic: .predictions, partition: 0, offset: predictionCount)
      predictionCount += 1
    }
    for index in 0..<labels.count { joining.append(index, of: labels, topic: .labels, partition: 0) }
    eventCount += events.count
    monitor.step(joining, now: now, into: &output)
    takeOutput()
    statistics.note(monitor.detectorStates, at: eventCount)
  }

  private mutating func takeOutput() {
    judge.note(output, classes: scorer.model.classes, into: &scores)
    for index in 0..<output.count {
      switch output.entries[index].topic {
      case .examples: log.append(index, of: output)
      case .deadletter: deadLetterCount += 1
      case .alerts:
        guard let alert = try? output.decodeValue(Alert.self, of: index), alert.state == .firing else { continue }
        alerts.append((eventCount, alert))
      default: break
      }
    }
  }

  // MARK: Training

  private mutating func carryOut(_ command: Command, now: Timestamp) throws {
    guard let examples = command.examples else { preconditionFailure("a trigger's command names its examples") }
    let start = stopwatch()
    defer { trainingTime += stopwatch() - start }
    let trainer = Trainer(definition: definition, layout: layout)
    let outcome: Trainer.Outcome
    do {
      let trained = try trainer.train(
        read(examples, trainer), command: command, examples: examples,
        version: ModelVersion(catalog.newestVersion.number + 1), parent: scorer.model.version)
      // How fast it answers is a matter of the machine, and no part of the result.
      outcome = trainer.judge(
        trained, live: scorer.model,
        learnedThrough: catalog.cards[catalog.liveVersion]?.lineage.learnedThrough, latency: nil)
    } catch let error as TrainingError {
      failures.append((eventCount, "\(error)"))
      monitor.noteFailure(commandID: command.commandID, now: now)
      return
    }
    var records = RecordBatch()
    let card = try trainer.publish(outcome, catalog: catalog, seconds: 0, now: now, into: &records)
    var models = RecordBatch()
    for index in 0..<records.count where records.entries[index].topic == .models {
      models.append(index, of: records, topic: .models, partition: 0, offset: Int64(index))
    }
    catalog.apply(models)
    trainings.append(
      BacktestTraining(
        row: eventCount, version: card.version, trigger: card.lineage.trigger, isAccepted: card.verdict.accepted,
        reason: card.verdict.reason, trainingRows: card.lineage.trainingRows, holdoutRows: card.lineage.holdoutRows,
        algorithm: card.algorithm))
    monitor.noteVerdict(commandID: command.commandID, isAccepted: card.verdict.accepted)
    guard catalog.liveVersion == card.version else { return }
    // As a follower would: out of the bytes that were published.
    let model = Model(try Artifact(decoding: outcome.artifact))
    scorer.adopt(model)
    monitor.adopt(model)
  }

  private func read(_ examples: Command.Examples, _ trainer: Trainer) -> TrainingSet {
    var reading = ExampleReading(builder: trainer.makeBuilder(for: examples), task: definition.labels.task)
    let ranges = Dictionary(uniqueKeysWithValues: examples.ranges.map { ($0.partition, $0) })
    for range in examples.ranges { log.read(range) { reading.take($0, ranges: ranges) } }
    return reading.build()
  }
}
