import Records

/// A member of a consumer group, as a driver uses one. Kafka's is behind it in the service, a log in memory in the
/// simulation.
///
/// A poll hands rebalances over as events, and the *next* poll carries them out: between a `revoked` and the next poll
/// this member still owns the partitions. Whatever fails throws; an error that is a `LogFailure` is the log's own.
package protocol LogConsumer: AnyObject {
  /// Carries out the rebalance that the last poll announced, and appends the records that have come to the batch; waits
  /// for the first record or event up to `timeout`.
  func poll(into batch: inout RecordBatch, timeout: Duration) throws -> [GroupEvent]
  /// One past the last record handed over of each partition; partitions without one are left out.
  var positions: [TopicPartition: Int64] { get }
  /// Says where partitions of an `assigned` event begin, before the next poll.
  func start(at offsets: [TopicPartition: Int64]) throws
  /// Hands nothing more of these partitions over, until they are resumed or given up.
  func pause(_ partitions: Set<TopicPartition>) throws
  func resume(_ partitions: Set<TopicPartition>) throws
  /// Makes the offsets the group's, with a note beside each, and waits for the answer. They may be of partitions that the
  /// group does not read.
  func commit(_ offsets: [TopicPartition: Int64], note: String) throws
  /// The same without waiting. A commit that is still without an answer is made before this one, or not at all.
  func beginCommit(_ offsets: [TopicPartition: Int64], note: String) throws
  /// Whether the commit that was begun is done; throws when the group did not take it.
  func hasCommitted() throws -> Bool
  /// What the group has committed; partitions without a commit are left out.
  func committed(_ partitions: [TopicPartition]) throws -> [TopicPartition: GroupCommit]
  /// The offsets that the log holds of each partition: from the oldest record up to the next one to be written.
  func held(_ partitions: [TopicPartition]) throws -> [TopicPartition: Range<Int64>]
  func partitions(of topic: Topic) throws -> [TopicPartition]
  /// The first offset at or after each time; partitions without a record that young may be left out.
  func offsets(from times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64]
  /// The timestamp of the last record before each offset; partitions without one are left out.
  func timestamps(before offsets: [TopicPartition: Int64]) throws -> [TopicPartition: Timestamp]
  /// Leaves the group.
  func close()
}

/// What happened to a member of a group beside its records.
package enum GroupEvent: Hashable, Sendable {
  /// These partitions come to this member.
  case assigned([TopicPartition])
  /// These partitions go to another member with the next poll: flush and commit before it.
  case revoked([TopicPartition])
  /// These partitions are another member's already: drop their state, commit nothing.
  case lost([TopicPartition])
  /// Every record of the partition up to this offset has been handed over.
  case endReached(TopicPartition, offset: Int64)
}
