import Records

/// What is to be made the group's once the outputs that were made of the records before are delivered.
struct CommitPlan {
  /// The first record of each partition that is not dealt with.
  var offsets: [TopicPartition: Int64]
  /// Kept beside the offsets; empty for nothing.
  var note: String
  /// A topic whose delivered ends are committed with the offsets of the inputs, so that a successor finds what was written
  /// after this commit.
  var output: Topic?
}
