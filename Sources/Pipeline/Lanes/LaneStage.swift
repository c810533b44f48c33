import Features
import Records

/// A stage as a lane drives it: the scorer and the monitor.
///
/// A stage knows no broker; the lane polls, steps, sends and commits.
package protocol LaneStage {
  associatedtype Status: Sendable
  /// What the stage's partitions leave in memory, in parts that can be kept and gone on from.
  associatedtype State: StageState

  /// What the stage consumes.
  static var inputs: [Topic] { get }
  static var role: StageRole { get }
  /// Whether one process at a time may run it for a pipeline.
  static var isAlone: Bool { get }
  /// The output of which the stage writes no record again that `noteWritten` has shown it; nil for none.
  static var unrepeated: Topic? { get }

  init(definition: PipelineDefinition, program: FeatureProgram)

  /// How the stage is doing, for others to see.
  var status: Status { get }
  /// How much of a topic's log before the committed offset, and before what was open then, refills the stage's state; nil
  /// for all that the topic holds.
  func replaySpan(of topic: Topic) -> Duration?
  /// What is committed beside the offsets; nil where they say all.
  var note: CommitNote? { get }

  /// The part of the state that a partition belongs to, by name.
  static func part(of partition: TopicPartition) -> String
  /// What shapes the state: another program's, or file's, is of no use.
  var stateShape: String { get }
  /// The state of a part, as of everything stepped so far; nil while it is none to go on from.
  func state(of partitions: [TopicPartition]) -> State?
  /// A state of the part to be read into.
  func emptyState(of partitions: [TopicPartition]) -> State
  /// Goes on from a state; its partitions are assigned next, from where it stands.
  mutating func resume(_ partitions: [TopicPartition], with state: State)

  /// Takes a partition that is read from `start`; records before `liveFrom` have been dealt with by an earlier session.
  ///
  /// - Parameter note: what that session committed beside the offset.
  mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64, note: CommitNote?)
  mutating func revoke(_ partition: TopicPartition)
  /// Takes note of records of the `unrepeated` output that an earlier session wrote after its last commit.
  mutating func noteWritten(_ records: RecordBatch)
  /// Whether some of those have still to be made again.
  var awaitsWritten: Bool { get }
  /// What has not been made again by now will not be.
  mutating func forgetWritten()
  /// Takes up another definition, or the same again.
  mutating func follow(_ definition: PipelineDefinition)
  /// Takes up what is served from the next step on.
  mutating func follow(_ serving: ServingModel)
  /// Whether it still reads again what an earlier session had dealt with, and has dealt with nothing new: until then
  /// nothing is committed.
  var isRestoring: Bool { get }
  /// Partitions that are not to be read on for now.
  var partitionsHeldBack: Set<TopicPartition> { get }
  /// Notes that everything before an offset of the partition has been read.
  mutating func noteEnd(
    of partition: TopicPartition, at offset: Int64, now: Timestamp, into output: inout RecordBatch)
  mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch)
  /// Called after each commit, when everything sent before has been delivered.
  mutating func afterCommit(_ log: some LaneLog, now: Timestamp, into output: inout RecordBatch) throws
}

/// What a stage may ask of the log between two commits.
package protocol LaneLog {
  /// The offsets that a topic of the pipeline holds, a range a partition, all that the stage has written among them.
  func ranges(of topic: Topic) throws -> [OffsetRange]
}
