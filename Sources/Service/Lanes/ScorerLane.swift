import Features
import Kafka
import Pipeline
import Records

/// The scorer on a lane: takes up another live model between two steps.
struct ScorerLane: LaneStage {
  static let inputs: [Topic] = [.events]
  static let role = ServiceSettings.Role.scorer
  static let isAlone = false

  private var scorer: Scorer
  private let program: FeatureProgram
  private let serving: Latest<ServingModel>
  private let status: Latest<Scorer.Counters>
  private var generation = -1

  init(
    definition: PipelineDefinition, program: FeatureProgram, serving: Latest<ServingModel>,
    status: Latest<Scorer.Counters>
  ) {
    scorer = Scorer(definition: definition, program: program)
    self.program = program
    self.serving = serving
    self.status = status
  }

  /// Count windows may reach back as far as the topic goes.
  var replaySpan: Duration? {
    program.hasCountWindows ? nil : program.longestWindow
  }

  mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64) {
    scorer.assign(partition.partition, liveFrom: offset)
  }

  mutating func revoke(_ partition: TopicPartition) { scorer.revoke(partition.partition) }

  mutating func prepare(now: Timestamp, into output: inout RecordBatch) {
    guard serving.generation != generation else { return }
    generation = serving.generation
    let model = serving.current.model
    if model !== scorer.model { scorer.adopt(model) }
  }

  mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    scorer.step(input, now: now, into: &output)
    status.set(scorer.counters)
  }

  mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) {}
}
