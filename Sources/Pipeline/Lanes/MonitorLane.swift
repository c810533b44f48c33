import Drift
import Features
import Models
import Records

/// The monitor on a lane: follows the models and the configuration, and turns what its triggers ask for into commands.
package struct MonitorLane: LaneStage {
  package static let inputs: [Topic] = [.predictions, .labels, .deadletter]
  package static let role = StageRole.monitor
  /// Its windows and triggers look at the whole pipeline.
  package static let isAlone = true
  package static let unrepeated: Topic? = .examples

  private var monitor: Monitor
  private var assigned: Set<TopicPartition> = []
  private let layout: FeatureLayout
  private var definition: PipelineDefinition
  private var serving: ServingModel?
  private var knownCards: Set<ModelVersion> = []
  private var knownFailures: Set<TrainingFailure> = []
  private var isPaused = false
  private var knowsHistory = false

  package init(definition: PipelineDefinition, program: FeatureProgram) {
    self.definition = definition
    layout = program.layout
    monitor = Monitor(definition: definition, layout: layout)
  }

  /// As of the last commit: what detectors say of themselves is not gathered for each step.
  package private(set) var status = MonitorStatus()

  package func replaySpan(of topic: Topic) -> Duration? {
    Monitor.replaySpan(of: topic, wait: definition.labels.wait)
  }

  package var note: CommitNote? { monitor.note }

  // MARK: State

  package static func part(of partition: TopicPartition) -> String { "monitor" }
  package var stateShape: String { "" }
  package func state(of partitions: [TopicPartition]) -> Never? { nil }
  package func emptyState(of partitions: [TopicPartition]) -> Never { preconditionFailure("there is none") }
  package mutating func resume(_ partitions: [TopicPartition], with state: Never) {}

  package mutating func assign(
    _ partition: TopicPartition, from start: Int64, liveFrom offset: Int64, note: CommitNote?
  ) {
    assigned.insert(partition)
    monitor.assign(partition, from: start, liveFrom: offset, note: note)
  }

  /// The range assignor takes all partitions away before it gives some back: what waited for its other half is then
  /// another member's to join, and comes back by the replay where it is this one's again.
  package mutating func revoke(_ partition: TopicPartition) {
    assigned.remove(partition)
    guard assigned.isEmpty else { return }
    monitor = Monitor(definition: definition, layout: layout)
    knownCards.removeAll()
    knowsHistory = false
    knownFailures.removeAll()
    if let serving { follow(serving) }
  }

  package mutating func noteWritten(_ records: RecordBatch) { monitor.noteWritten(records) }

  package var awaitsWritten: Bool { monitor.awaitsWritten }

  package mutating func forgetWritten() { monitor.forgetWritten() }

  package mutating func follow(_ definition: PipelineDefinition) {
    self.definition = definition
    monitor.reconfigure(definition)
  }

  package mutating func follow(_ serving: ServingModel) {
    self.serving = serving
    for (version, card) in serving.catalog.cards where knownCards.insert(version).inserted {
      monitor.noteVerdict(commandID: card.lineage.commandID, isAccepted: card.verdict.accepted)
    }
    for failure in serving.catalog.failures.values where knownFailures.insert(failure).inserted {
      monitor.noteFailure(commandID: failure.commandID, now: failure.time)
    }
    isPaused = serving.deployment?.isPaused ?? false
    monitor.adopt(serving.model)
  }

  package var isRestoring: Bool { monitor.isRestoring }
  package var partitionsHeldBack: Set<TopicPartition> { monitor.partitionsHeldBack }

  package mutating func noteEnd(
    of partition: TopicPartition, at offset: Int64, now: Timestamp, into output: inout RecordBatch
  ) {
    monitor.noteEnd(of: partition, at: offset, now: now, into: &output)
  }

  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    monitor.step(input, now: now, into: &output)
  }

  /// Asks for a training that is due, naming the examples that have been delivered by now.
  package mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) throws {
    status = MonitorStatus(
      counters: monitor.counters, performance: monitor.performance, detectors: monitor.detectorStates)
    // A session that ends before its first turn knows nothing: it would ask for a first model beside the live one.
    guard serving != nil, !assigned.isEmpty else { return }
    try noteHistory(log)
    monitor.tick(now: now, into: &output)
    guard !isPaused, let command = try monitor.takeCommand(now: now, held: log.ranges(of: .examples)) else {
      return
    }
    if !wasCarriedOut(command, now: now) { try output.append(command) }
  }

  /// Whether the monitor before this one asked for the same and the answer is there: then it is taken, and nothing asked.
  private mutating func wasCarriedOut(_ command: Command, now: Timestamp) -> Bool {
    guard let catalog = serving?.catalog else { return false }
    if let card = catalog.card(trainedBy: command.commandID) {
      monitor.noteVerdict(commandID: command.commandID, isAccepted: card.verdict.accepted)
      return true
    }
    guard catalog.failures.values.contains(where: { $0.commandID == command.commandID }) else { return false }
    monitor.noteFailure(commandID: command.commandID, now: now)
    return true
  }

  /// Examples of earlier sessions count towards the first model, and those that no training has seen towards the next.
  private mutating func noteHistory(_ log: some LaneLog) throws {
    guard !knowsHistory else { return }
    knowsHistory = true
    let held = try log.ranges(of: .examples)
    let newest = serving?.catalog.newestTraining
    let trained = Dictionary(
      newest?.lineage.examples.ranges.map { ($0.partition, $0.to) } ?? [], uniquingKeysWith: max)
    let untrained = held.reduce(0) { $0 + max(0, $1.to - max($1.from, trained[$1.partition] ?? $1.from)) }
    let count = held.reduce(0) { $0 + $1.count }
    let own = monitor.counters.examples
    monitor.noteHistory(
      examples: max(0, Int(count) - own), untrained: max(0, Int(untrained) - own), lastTraining: newest?.created)
  }
}
