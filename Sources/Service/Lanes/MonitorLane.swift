import Drift
import Kafka
import Models
import Pipeline
import Records

/// The monitor on a lane: follows the models and the configuration, and turns what its triggers ask for into commands.
struct MonitorLane: LaneStage {
  static let inputs: [Topic] = [.predictions, .labels]
  static let role = ServiceSettings.Role.monitor
  /// Its windows and triggers look at the whole pipeline.
  static let isAlone = true

  private var monitor: Monitor
  private var assigned: Set<TopicPartition> = []
  private let layout: FeatureLayout
  private let definition: Latest<PipelineDefinition>
  private let serving: Latest<ServingModel>
  private let status: Latest<MonitorStatus>
  private var definitionGeneration: Int
  private var servingGeneration = -1
  private var knownCards: Set<ModelVersion> = []
  private var isPaused = false
  private var hasCountedExamples = false

  init(
    definition: Latest<PipelineDefinition>, layout: FeatureLayout, serving: Latest<ServingModel>,
    status: Latest<MonitorStatus>
  ) {
    definitionGeneration = definition.generation
    monitor = Monitor(definition: definition.current, layout: layout)
    self.layout = layout
    self.definition = definition
    self.serving = serving
    self.status = status
  }

  var replaySpan: Duration? { definition.current.labels.wait }

  mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64) {
    assigned.insert(partition)
    monitor.assign(partition, from: start, liveFrom: offset)
  }

  /// The range assignor takes all partitions away before it gives some back: what waited for its other half is then
  /// another member's to join, and comes back by the replay where it is this one's again.
  mutating func revoke(_ partition: TopicPartition) {
    assigned.remove(partition)
    guard assigned.isEmpty else { return }
    monitor = Monitor(definition: definition.current, layout: layout)
    definitionGeneration = definition.generation
    servingGeneration = -1
    knownCards.removeAll()
    hasCountedExamples = false
  }

  mutating func prepare(now: Timestamp, into output: inout RecordBatch) {
    if definition.generation != definitionGeneration {
      definitionGeneration = definition.generation
      monitor.reconfigure(definition.current)
    }
    guard serving.generation != servingGeneration else { return }
    servingGeneration = serving.generation
    let current = serving.current
    for (version, card) in current.catalog.cards where knownCards.insert(version).inserted {
      monitor.noteVerdict(commandID: card.lineage.commandID, isAccepted: card.verdict.accepted)
    }
    isPaused = current.deployment?.isPaused ?? false
    monitor.adopt(current.model)
  }

  mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    monitor.step(input, now: now, into: &output)
  }

  /// Asks for a training that is due, naming the examples that have been delivered by now.
  mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) throws {
    status.set(
      MonitorStatus(
        counters: monitor.counters, performance: monitor.performance, detectors: monitor.detectorStates))
    try countEarlierExamples(log)
    guard !isPaused, let command = try monitor.takeCommand(now: now, held: log.ranges(of: .examples)) else {
      return
    }
    try output.append(command)
  }

  /// Examples of earlier sessions count towards the first model.
  private mutating func countEarlierExamples(_ log: some LaneLog) throws {
    guard !hasCountedExamples else { return }
    let held = try log.ranges(of: .examples).reduce(0) { $0 + Int($1.count) }
    monitor.noteEarlierExamples(max(0, held - monitor.counters.examples))
    hasCountedExamples = true
  }
}
