import Drift
import Models
import Records

/// The monitoring stage: joins labels to predictions, writes examples, feeds the detectors, and decides when a training
/// is asked for.
///
/// Either half of a pair may come first. A label that never comes may mean a value. Waiting goes by the records' own
/// timestamps, so that a replay of the log makes the same examples; only triggers look at `now`.
package struct Monitor: Sendable {
  /// What the stage has done since it was made.
  package struct Counters: Hashable, Sendable, Codable {
    package var predictions = 0
    package var labels = 0
    package var examples = 0
    package var deadletters = 0
    /// Halves of pairs that were given up for want of room.
    package var evicted = 0
    /// Predictions whose label did not come in time, and labels whose prediction did not.
    package var expired = 0
    package var duplicates = 0
    /// Halves that wait now.
    package var waiting = 0

    package init() {}
  }

  var definition: PipelineDefinition
  var live: Model
  var join: JoinTable
  var drift: DriftMonitor
  var triggers: TriggerEngine
  var classNames: ClassNames
  var replay = ReplayTracker()
  /// The newest record timestamp seen: the stream's own clock.
  var streamTime = Timestamp(milliseconds: .min)

  var predictionDecoder: PredictionDecoder
  var predictions: PredictionBatch
  var labelDecoder: RecordDecoder
  var labels: EventBatch
  let exampleEncoder: ExampleEncoder
  var failures: [DecodeFailure] = []
  var watchedPredictions = ObservedPredictions()
  var watchedExamples = ObservedExamples()

  package internal(set) var counters = Counters()
  /// How each model has done, by the examples made here.
  package internal(set) var performance: [ModelVersion: Performance] = [:]

  package init(definition: PipelineDefinition, layout: FeatureLayout) {
    self.definition = definition
    let task = definition.labels.task
    live = .prior(task: task, layout: layout, classes: definition.labels.classes ?? [])
    join = JoinTable(wait: definition.labels.wait)
    drift = DriftMonitor(settings: definition.drift, layout: layout, task: task, pipeline: definition.name)
    triggers = TriggerEngine(
      triggers: definition.triggers, retraining: definition.retraining,
      firstModelAfter: definition.training.firstModelAfter,
      examplesAfterDrift: definition.training.examplesAfterDrift)
    classNames = ClassNames()
    predictionDecoder = PredictionDecoder(task: task, layout: layout)
    predictions = PredictionBatch(task: task, layout: layout)
    labelDecoder = RecordDecoder(schema: definition.labels.schema)
    labels = EventBatch(schema: definition.labels.schema)
    exampleEncoder = ExampleEncoder(task: task)
  }

  var task: LearningTask { definition.labels.task }

  // MARK: What changes outside

  /// Measures drift against another model from here on.
  package mutating func adopt(_ model: Model) {
    guard model.version != live.version else { return }
    live = model
    classNames.follow(model.classes)
    drift.rebase(
      reference: model.version == .prior ? nil : model.reference, model: model.version, classes: model.classes)
    triggers.noteLive(model.version)
  }

  /// Takes up another definition while running: detectors, triggers, retraining.
  ///
  /// - Precondition: `changes(from:)` said that it can be taken up.
  package mutating func reconfigure(_ definition: PipelineDefinition) {
    if definition.drift != self.definition.drift { drift.reconfigure(definition.drift) }
    triggers.reconfigure(triggers: definition.triggers, retraining: definition.retraining)
    self.definition = definition
  }

  /// Notes what the topics tell from before: the examples held, how many of them have come since the last training, and
  /// when that was.
  package mutating func noteHistory(examples: Int, untrained: Int, lastTraining: Timestamp?) {
    triggers.noteHistory(examples: examples, untrained: untrained, lastTraining: lastTraining)
  }

  /// Notes the gate's verdict on a training that was asked for.
  package mutating func noteVerdict(commandID: String, isAccepted: Bool) {
    triggers.noteVerdict(commandID: commandID, isAccepted: isAccepted)
  }

  /// Takes a partition; records before `liveFrom` refill the join table and the windows without an output.
  package mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom: Int64) {
    replay.assign(partition, from: start, liveFrom: liveFrom)
  }

  /// Where each detector stands, for a live view.
  package var detectorStates: [DetectorState] { drift.states }

  // MARK: Steps

  /// Takes predictions and labels in; examples, alerts and dead letters are appended to `output`.
  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    var start = 0
    while start < input.count {
      let topic = input.entries[start].topic
      var end = start + 1
      while end < input.count, input.entries[end].topic == topic { end += 1 }
      switch topic {
      case .predictions: takePredictions(input, start..<end, now: now, into: &output)
      case .labels: takeLabels(input, start..<end, now: now, into: &output)
      default: preconditionFailure("the monitor reads predictions and labels")
      }
      start = end
    }
    expire(now: now, into: &output)
    noteJoin()
  }

  /// The command for the training that is due, if any; calling it counts as asking.
  ///
  /// - Parameter held: the offsets that the examples topic holds; asked for only where a training is due.
  package mutating func takeCommand(
    now: Timestamp, held: @autoclosure () throws -> [OffsetRange]
  ) rethrows -> Command? {
    for alertID in triggers.waitingAlertIDs {
      if let since = drift.openEpisode(alertID)?.since { triggers.refine(alertID: alertID, since: since) }
    }
    guard let request = triggers.takeRequest(now: now) else { return nil }
    var command = Command(
      commandID: "\(definition.name)-\(request.trigger)-\(now.milliseconds)", pipeline: definition.name,
      command: .retrain, time: now)
    command.trigger = request.trigger
    command.alertID = request.alertID
    command.reason = request.reason
    triggers.noteRequested(commandID: command.commandID)
    command.examples = ExampleSelection.newest(
      definition.training.examples, since: request.since, in: try held(), delivery: definition.delivery)
    return command
  }

  private mutating func noteJoin() {
    counters.evicted = join.evictedCount
    counters.expired = join.expiredPredictionCount + join.expiredLabelCount
    counters.duplicates = join.duplicateCount
    counters.waiting = join.waitingPredictionCount + join.waitingLabelCount
  }

  /// Hands the alerts of the detectors over, with the triggers they set off.
  mutating func takeAlerts(into output: inout RecordBatch) {
    var triggered: [String: (alert: Alert, names: [String])] = [:]
    // A loss that falls is worth an alert, and no retraining.
    for firing in drift.takeFirings() where firing.alert.severity != .info {
      let names = triggers.noteFiring(firing)
      guard !names.isEmpty else { continue }
      triggered[firing.alert.alertID] = (firing.alert, (triggered[firing.alert.alertID]?.names ?? []) + names)
    }
    for var alert in drift.takeAlerts() {
      if alert.state == .resolved { triggers.noteResolved(alertID: alert.alertID) }
      if alert.state != .resolved, let set = triggered.removeValue(forKey: alert.alertID) { alert.triggers = set.names }
      write(alert, into: &output)
    }
    // A trigger that an episode sets off later than with its first window is worth an update of it.
    for (_, set) in triggered.sorted(by: { $0.key < $1.key }) {
      var alert = set.alert
      alert.state = .updated
      alert.triggers = set.names
      write(alert, into: &output)
    }
  }

  private func write(_ alert: Alert, into output: inout RecordBatch) {
    guard !replay.isCatchingUp else { return }
    do {
      try output.append(alert)
    } catch {
      preconditionFailure("an alert's figures are finite: \(error)")
    }
  }
}
