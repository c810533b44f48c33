import Features
import Records

/// Where a lane runs: what it opens, what it follows, and the clocks. The service's site is a cluster, the simulation's a
/// log in memory.
package protocol LaneSite {
  associatedtype Consumer
  associatedtype Producer: LogProducer where Producer.Consumer == Consumer

  /// Joins a group for these topics.
  ///
  /// - Parameter isPaired: whether partition i of all of them must come to one member.
  func join(_ group: String, topics: [Topic], isPaired: Bool) throws -> Consumer
  /// - Parameter transactionalID: names the producer across restarts, so that a successor fences off what it left open.
  func producer(transactionalID: String?) throws -> Producer

  /// Hands over the records of the ranges, and perhaps others, until `body` says that it has enough.
  func read(_ ranges: [OffsetRange], of topic: Topic, _ body: (RecordBatch) -> Bool) throws

  /// Where snapshots are kept; nil for nowhere.
  var snapshots: (any SnapshotStore)? { get }

  /// Names this process across restarts.
  var instance: String { get }
  /// How often outputs are flushed and offsets committed.
  var commitInterval: Duration { get }
  /// The longest that a poll waits for records.
  var pollTimeout: Duration { get }

  /// The clock on the wall.
  var now: Timestamp { get }
  /// Grows steadily, whatever the clock on the wall does.
  var uptime: Duration { get }

  /// The pipeline's definition, if it has changed since the generation, which becomes the present one.
  func definition(since generation: inout Int) -> PipelineDefinition?
  /// What is served, if it has changed since the generation, which becomes the present one.
  func serving(since generation: inout Int) -> ServingModel?

  /// Takes note of what the lane did or met.
  func note(_ note: LaneNote)
}

/// What a lane tells of itself.
package enum LaneNote {
  /// The partitions have come to this member; nothing of them has been read yet.
  case took([TopicPartition], replayed: Int64)
  /// A part of the state goes on from where it stood, at some committed offsets before.
  case resumed(part: String)
  /// A snapshot is not used, and why: the log is read instead.
  case refusedSnapshot(part: String, StateProblem)
  /// So many records of those that refill the state have been read again.
  case restoring(records: Int64, of: Int64)
  case restored(records: Int64, within: Duration)
  /// The partitions are another member's already.
  case lost([TopicPartition])
  /// The lane begins again from its committed offsets.
  case startsOver(any Error)
}
