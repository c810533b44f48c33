import Features
import Records

/// The scorer on a lane: takes up another live model between two steps.
package struct ScorerLane: LaneStage {
  package static let inputs: [Topic] = [.events]
  package static let role = StageRole.scorer
  package static let isAlone = false
  package static let unrepeated: Topic? = nil

  private var scorer: Scorer
  private let program: FeatureProgram
  private let shape: String
  private let timeColumn: Int
  /// Windows of partitions that are about to be assigned.
  private var resumed: [Int32: FeatureEngine] = [:]

  package init(definition: PipelineDefinition, program: FeatureProgram) {
    scorer = Scorer(definition: definition, program: program)
    self.program = program
    timeColumn = definition.events.timeColumn
    shape = program.stateShape
  }

  // MARK: State

  /// A partition's windows move with it.
  package static func part(of partition: TopicPartition) -> String { "scorer-\(partition.partition)" }

  package var stateShape: String { shape }

  package func state(of partitions: [TopicPartition]) -> FeatureEngine? {
    partitions.first.flatMap { scorer.engine(of: $0.partition) }
  }

  package func emptyState(of partitions: [TopicPartition]) -> FeatureEngine {
    FeatureEngine(program: program, timeColumn: timeColumn)
  }

  package mutating func resume(_ partitions: [TopicPartition], with state: FeatureEngine) {
    for partition in partitions { resumed[partition.partition] = state }
  }

  // MARK: Driving

  package var status: Scorer.Counters { scorer.counters }

  /// Count windows may reach back as far as the topic goes.
  package func replaySpan(of topic: Topic) -> Duration? { program.hasCountWindows ? nil : program.longestWindow }

  package var note: CommitNote? { nil }

  package mutating func assign(
    _ partition: TopicPartition, from start: Int64, liveFrom offset: Int64, note: CommitNote?
  ) {
    scorer.assign(
      partition.partition, liveFrom: offset, with: resumed.removeValue(forKey: partition.partition))
  }

  package mutating func revoke(_ partition: TopicPartition) { scorer.revoke(partition.partition) }

  package mutating func noteWritten(_ records: RecordBatch) {}
  package var awaitsWritten: Bool { false }
  package mutating func forgetWritten() {}

  /// What may change while running is no concern of the scorer's.
  package mutating func follow(_ definition: PipelineDefinition) {}

  package mutating func follow(_ serving: ServingModel) {
    if serving.model !== scorer.model { scorer.adopt(serving.model) }
  }

  /// A partition's windows are its own: each goes on as soon as they are full again.
  package var isRestoring: Bool { false }
  package var partitionsHeldBack: Set<TopicPartition> { [] }

  /// An event waits for nothing.
  package mutating func noteEnd(
    of partition: TopicPartition, at offset: Int64, now: Timestamp, into output: inout RecordBatch
  ) {}

  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    scorer.step(input, now: now, into: &output)
  }

  package mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) {}
}

extension FeatureEngine: StageState {}
