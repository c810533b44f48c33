import Records

/// What happened to a consumer beside its records; each is reported once.
package enum KafkaEvent: Hashable, Sendable {
  /// These partitions come to this member. They start where the group committed, unless `start(at:)` says otherwise
  /// before the next poll.
  case assigned([TopicPartition])
  /// These partitions go to another member with the next poll: flush and commit before it.
  case revoked([TopicPartition])
  /// These partitions are another member's already (this one was away too long): drop their state, commit nothing.
  case lost([TopicPartition])
  /// Every record of the partition up to this offset has been handed over; where the consumer was asked to say so.
  case endReached(TopicPartition, offset: Int64)
  /// No broker answers; the client goes on trying. The text says why.
  case brokersDown(String)
  /// A broker answers again.
  case brokersUp
  /// Something that the client goes on in spite of, such as a topic that is missing or a refused authorization.
  case trouble(KafkaError)
}
