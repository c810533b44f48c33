import Features
import Records

/// The scorer on a lane: takes up another live model between two steps.
package struct ScorerLane: LaneStage {
  package static let inputs: [Topic] = [.events]
  package static let role = StageRole.scorer
  package static let isAlone = false

  private var scorer: Scorer
  private let program: FeatureProgram

  package init(definition: PipelineDefinition, program: FeatureProgram) {
    scorer = Scorer(definition: definition, program: program)
    self.program = program
  }

  package var status: Scorer.Counters { scorer.counters }

  /// Count windows may reach back as far as the topic goes.
  package var replaySpan: Duration? {
    program.hasCountWindows ? nil : program.longestWindow
  }

  package mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64) {
    scorer.assign(partition.partition, liveFrom: offset)
  }

  package mutating func revoke(_ partition: TopicPartition) { scorer.revoke(partition.partition) }

  /// What may change while running is no concern of the scorer's.
  package mutating func follow(_ definition: PipelineDefinition) {}

  package mutating func follow(_ serving: ServingModel) {
    if serving.model !== scorer.model { scorer.adopt(serving.model) }
  }

  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    scorer.step(input, now: now, into: &output)
  }

  package mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) {}
}
