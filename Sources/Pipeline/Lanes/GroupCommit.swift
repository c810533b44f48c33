/// What a group has committed for a partition.
package struct GroupCommit: Hashable, Sendable {
  /// The first record that is not dealt with.
  package var offset: Int64
  /// What the committer left beside the offset; empty when it left nothing.
  package var note: String

  package init(offset: Int64, note: String = "") {
    self.offset = offset
    self.note = note
  }
}
