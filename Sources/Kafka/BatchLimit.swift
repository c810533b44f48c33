/// When a poll stops filling its batch.
package struct BatchLimit: Hashable, Sendable {
  package var records: Int
  /// Passed by at most what the client has already fetched (`queued.max.messages.kbytes`), so that a record that is
  /// larger than the limit still comes through.
  package var bytes: Int

  package init(records: Int = 10_000, bytes: Int = 16 << 20) {
    precondition(records > 0 && bytes > 0, "a batch must hold at least one record and one byte")
    self.records = records
    self.bytes = bytes
  }
}
