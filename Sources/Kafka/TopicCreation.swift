/// What became of a topic that was to be made.
package enum TopicCreation: Hashable, Sendable {
  case created
  /// It was there before, with that many partitions.
  case existing(partitions: Int)
  /// The broker has no call to make topics (the embedded one, known by its address only), so the topic was made by its
  /// first use, with that many partitions and without the cleanup and retention that were asked for.
  case createdByUse(partitions: Int)
}
