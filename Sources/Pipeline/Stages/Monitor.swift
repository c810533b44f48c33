import Drift
import Models
import Records

/// The monitoring stage: joins labels to predictions, writes examples, feeds the detectors, and decides when a training
/// is asked for.
///
/// Either half of a pair may come first. A label that never comes may mean a value. Waiting goes by the records' own
/// timestamps and by how far the partitions have been read, so that neither a replay of the log nor a long standstill
/// changes what becomes of a pair; only triggers look at `now`.
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
  var progress = ReadingProgress()
  /// New records that came while others were still read again. Were they dealt with at once, and their offsets committed,
  /// a crash before their other halves have been read again would take the pairs for dealt with.
  private var heldBack = RecordBatch()
  /// Predictions whose wait was over by then have been given up; it never goes back.
  package internal(set) var waitedUntil = Timestamp(milliseconds: 0)
  /// What `waitedUntil` was when this run began: earlier ones have made the examples of what expired before it.
  var waitedUntilAtStart = Timestamp(milliseconds: 0)
  /// Labels whose wait was over by then have been given up.
  var predictionsReadUntil = Timestamp(milliseconds: 0)
  /// Examples that an earlier run wrote after its last commit, by the hashes of their ids: their pairs come again.
  ///
  /// Two ids with one 64-bit hash count as one, as in the join table.
  var written: Set<UInt64> = []

  var predictionDecoder: PredictionDecoder
  var predictions: PredictionBatch
  var labelDecoder: RecordDecoder
  var labels: EventBatch
  let exampleEncoder: ExampleEncoder
  var failures: [DecodeFailure] = []
  var watchedPredictions = ObservedPredictions()
  var watchedExamples = ObservedExamples()
  /// What detectors look at beyond labels and errors, and what reads it.
  var needs: MonitorNeeds
  var categoryReader: CategoryHeaderReader
  var classProbabilities = ClassProbabilities(classes: [])
  /// Records answered (0) or refused (1), and predictions whose label came in time (1) or not (0), with their times.
  var watchedArrivals = ObservedBits()
  var watchedWaits = ObservedBits()

  package internal(set) var counters = Counters()
  /// How each model has done, by the examples made here.
  package internal(set) var performance: [ModelVersion: Performance] = [:]

  package init(definition: PipelineDefinition, layout: FeatureLayout) {
    self.definition = definition
    let task = definition.labels.task
    live = .prior(task: task, layout: layout, classes: definition.labels.classes ?? [])
    join = JoinTable(wait: definition.labels.wait)
    drift = DriftMonitor(
      settings: definition.drift, layout: layout, task: task, pipeline: definition.name,
      labelWait: definition.labels.wait)
    needs = MonitorNeeds(definition.drift)
    join.notesOutcomes = needs.waits
    categoryReader = CategoryHeaderReader(layout: layout)
    watchedExamples.categories = layout.categoryIndices.map { _ in ByteColumn() }
    triggers = TriggerEngine(
      triggers: definition.triggers, retraining: definition.retraining,
      firstModelAfter: definition.training.firstModelAfter,
      examplesAfterDrift: definition.training.examplesAfterDrift)
    classNames = ClassNames()
    predictionDecoder = PredictionDecoder(task: task, layout: layout)
    predictions = PredictionBatch(task: task, layout: layout)
    labelDecoder = RecordDecoder(
      schema: definition.labels.schema, maximumTextByteCount: RecordDecoder.longestText)
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
    if task == .multiclass { classProbabilities = ClassProbabilities(classes: model.classes) }
    drift.rebase(
      reference: model.version == .prior ? nil : model.reference, model: model.version, classes: model.classes)
    triggers.noteLive(model.version)
  }

  /// Takes up another definition while running: detectors, triggers, retraining.
  ///
  /// - Precondition: `changes(from:)` said that it can be taken up.
  package mutating func reconfigure(_ definition: PipelineDefinition) {
    if definition.drift != self.definition.drift { drift.reconfigure(definition.drift) }
    needs = MonitorNeeds(definition.drift)
    join.notesOutcomes = needs.waits
    triggers.reconfigure(triggers: definition.triggers, retraining: definition.retraining)
    self.definition = definition
  }

  /// Notes what the topics tell from before: the examples held, how many of them have come since the last training, and
  /// when that was.
  package mutating func noteHistory(examples: Int, untrained: Int, lastTraining: Timestamp?) {
    triggers.noteHistory(examples: examples, untrained: untrained, lastTraining: lastTraining)
  }

  /// Notes that a training that was asked for came to no version.
  package mutating func noteFailure(commandID: String, now: Timestamp) {
    triggers.noteFailure(commandID: commandID, now: now)
  }

  /// Notes the gate's verdict on a training that was asked for.
  package mutating func noteVerdict(commandID: String, isAccepted: Bool) {
    if let alertID = triggers.noteVerdict(commandID: commandID, isAccepted: isAccepted) {
      drift.noteRejection(alertID: alertID)
    }
  }

  /// Takes a partition; records before `liveFrom` refill the join table and the windows without an output.
  ///
  /// - Parameter note: what `note` was when the offset `liveFrom` was committed; nil where there is none.
  package mutating func assign(
    _ partition: TopicPartition, from start: Int64, liveFrom: Int64, note: CommitNote? = nil
  ) {
    progress.assign(partition, from: start, liveFrom: liveFrom)
    guard let note else { return }
    waitedUntilAtStart = max(waitedUntilAtStart, note.decidedUntil)
    waitedUntil = max(waitedUntil, note.decidedUntil)
    predictionsReadUntil = max(predictionsReadUntil, note.openSince)
  }

  /// What a successor must know to go on from the offsets read so far.
  package var note: CommitNote {
    CommitNote(decidedUntil: waitedUntil, openSince: min(waitedUntil, predictionsReadUntil))
  }

  /// How much of a topic's log before `note.openSince` a successor must read again: a prediction that still waits is one
  /// wait old at the most, and a label that met it may be another wait older.
  package static func replaySpan(of topic: Topic, wait: Duration) -> Duration {
    (wait + JoinTable.slice(ofWait: wait)) * (topic == .labels ? 2 : 1)
  }

  /// Lets time pass where nothing is read: what has waited long enough is given up.
  package mutating func tick(now: Timestamp, into output: inout RecordBatch) {
    expire(now: now, into: &output)
    noteJoin()
  }

  /// Notes that everything before an offset of a partition has been read: nothing older can be waited for there.
  package mutating func noteEnd(
    of partition: TopicPartition, at offset: Int64, now: Timestamp, into output: inout RecordBatch
  ) {
    progress.noteEnd(of: partition, at: offset)
    if !isRestoring { takeHeldBack(now: now, into: &output) }
    expire(now: now, into: &output)
    watchStream(into: &output)
    noteJoin()
  }

  /// Notes examples whose pairs will come again although they are written: they only fill the windows then.
  package mutating func noteWritten(_ examples: RecordBatch) {
    for index in 0..<examples.count { written.insert(Self.idHash(of: index, in: examples)) }
  }

  /// Whether some of the pairs of written examples have still to come.
  package var awaitsWritten: Bool { !written.isEmpty }

  package mutating func forgetWritten() { written = [] }

  /// Where each detector stands, for a live view.
  package var detectorStates: [DetectorState] { drift.states }

  // MARK: Steps

  /// Takes predictions, labels and dead letters in; examples, alerts and dead letters are appended to `output`.
  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    var start = 0
    while start < input.count {
      let end = endOfRun(input, from: start)
      let border = start + progress.note(input.entries[start..<end])
      take(input, start..<border, isReplayed: true, now: now, into: &output)
      if isRestoring {
        holdBack(input, border..<end)
      } else {
        takeHeldBack(now: now, into: &output)
        take(input, border..<end, isReplayed: false, now: now, into: &output)
      }
      start = end
    }
    expire(now: now, into: &output)
    watchStream(into: &output)
    noteJoin()
  }

  /// Whether records of earlier runs are still read again: until then nothing new is dealt with, nor to be committed.
  package var isRestoring: Bool { progress.isCatchingUp }

  /// Partitions that have come to their first new record before others have: to be read on later.
  package var partitionsHeldBack: Set<TopicPartition> { isRestoring ? progress.partitionsAhead : [] }

  private mutating func holdBack(_ input: RecordBatch, _ indices: Range<Int>) {
    for index in indices {
      let entry = input.entries[index]
      heldBack.append(index, of: input, topic: entry.topic, partition: entry.partition, offset: entry.offset)
    }
  }

  private mutating func takeHeldBack(now: Timestamp, into output: inout RecordBatch) {
    guard !heldBack.isEmpty else { return }
    let records = heldBack
    heldBack = RecordBatch()
    var start = 0
    while start < records.count {
      let end = endOfRun(records, from: start)
      take(records, start..<end, isReplayed: false, now: now, into: &output)
      start = end
    }
  }

  /// The end of a stretch of records of one partition.
  private func endOfRun(_ input: RecordBatch, from start: Int) -> Int {
    let first = input.entries[start]
    var end = start + 1
    while end < input.count, input.entries[end].topic == first.topic, input.entries[end].partition == first.partition {
      end += 1
    }
    return end
  }

  /// Takes a stretch of one partition.
  private mutating func take(
    _ input: RecordBatch, _ indices: Range<Int>, isReplayed: Bool, now: Timestamp, into output: inout RecordBatch
  ) {
    guard !indices.isEmpty else { return }
    switch input.entries[indices.lowerBound].topic {
    case .predictions: takePredictions(input, indices, isReplayed: isReplayed, now: now, into: &output)
    case .labels: takeLabels(input, indices, isReplayed: isReplayed, now: now, into: &output)
    case .deadletter: takeDeadLetters(input, indices)
    default: preconditionFailure("the monitor reads predictions, labels and dead letters")
    }
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
    let held = try held()
    var command = Command(
      commandID: identifier(of: request, held: held, now: now), pipeline: definition.name, command: .retrain, time: now)
    command.trigger = request.trigger
    command.alertID = request.alertID
    command.reason = request.reason
    triggers.noteRequested(commandID: command.commandID)
    command.examples = ExampleSelection.newest(
      definition.training.examples, since: request.since, in: held, delivery: definition.delivery)
    return command
  }

  /// The same for the same occasion, so that a monitor that comes after a crash asks for nothing twice: an episode by its
  /// own name, a period and a number of examples by how many of them have passed since the beginning.
  private func identifier(of request: TriggerEngine.Request, held: [OffsetRange], now: Timestamp) -> String {
    let occasion =
      switch request.occasion {
      case .firstModel: "0"
      case .episode(let alertID): alertID
      case .period(let period): "\(now.milliseconds / max(1, period.milliseconds))"
      case .examples(let count): "\(held.reduce(0) { $0 + $1.to } / Int64(max(1, count)))"
      }
    return "\(definition.name)-\(request.trigger)-v\(live.version)-\(occasion)-\(request.attempt)"
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
    guard !progress.isCatchingUp else { return }
    do {
      try output.append(alert)
    } catch {
      preconditionFailure("an alert's figures are finite: \(error)")
    }
  }
}
