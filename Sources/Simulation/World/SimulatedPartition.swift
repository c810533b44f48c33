import Records

/// One partition of the log in memory: its records, those of open and of aborted transactions among them, and the markers
/// that end transactions. Offsets count all of these, as Kafka's do.
struct SimulatedPartition {
  private enum Visibility {
    case visible
    /// Of an open transaction.
    case pending(Int)
    /// Of an aborted transaction, or a marker.
    case hidden
  }

  private(set) var records = RecordBatch()
  private var visibility: [Visibility] = []
  /// Since when each record can be read: the world's own time.
  private(set) var visibleAt: [Timestamp] = []
  /// How far the writer had followed the models topic, for answers.
  private(set) var followedTo: [Int64] = []
  /// The offset at which each open transaction begins here.
  private var openSince: [Int: Int64] = [:]

  /// The offset that the next record gets.
  var end: Int64 { Int64(visibility.count) }

  /// Readers that isolate transactions come no further.
  var stableEnd: Int64 { openSince.values.min() ?? end }

  /// Appends a record of another batch.
  mutating func append(
    _ index: Int, of batch: RecordBatch, as partition: TopicPartition, transaction: Int?, followedTo: Int64,
    now: Timestamp
  ) {
    records.append(index, of: batch, topic: partition.topic, partition: partition.partition, offset: end)
    if let transaction, openSince[transaction] == nil { openSince[transaction] = end }
    visibility.append(transaction.map(Visibility.pending) ?? .visible)
    visibleAt.append(now)
    self.followedTo.append(followedTo)
  }

  /// Ends a transaction that wrote here: its records become visible or are hidden, and a marker takes an offset.
  mutating func end(_ transaction: Int, at partition: TopicPartition, isCommitted: Bool, now: Timestamp) {
    guard let first = openSince.removeValue(forKey: transaction) else { return }
    for offset in Int(first)..<visibility.count {
      guard case .pending(transaction) = visibility[offset] else { continue }
      visibility[offset] = isCommitted ? .visible : .hidden
    }
    // What lies behind an open transaction is hidden by it too.
    for offset in Int(first)..<max(Int(first), Int(stableEnd)) { visibleAt[offset] = now }
    records.begin(topic: partition.topic, partition: partition.partition, offset: end, timestamp: now)
    visibility.append(.hidden)
    visibleAt.append(now)
    followedTo.append(0)
  }

  /// Whether a reader that isolates transactions sees the record.
  func isVisible(_ offset: Int64) -> Bool {
    if case .visible = visibility[Int(offset)] { return true }
    return false
  }

  /// Appends up to `limit` visible records from an offset on to a batch.
  ///
  /// - Returns: one past the last record appended; the offset itself when there is none.
  func read(from offset: Int64, limit: Int, into batch: inout RecordBatch) -> Int64 {
    var (next, position, room) = (offset, offset, limit)
    while next < stableEnd, room > 0 {
      if isVisible(next) {
        let entry = records.entries[Int(next)]
        batch.append(Int(next), of: records, topic: entry.topic, partition: entry.partition, offset: next)
        room -= 1
        position = next + 1
      }
      next += 1
    }
    return position
  }

  /// The first offset whose record is not older than the time; nil where none is that young.
  func offset(from time: Timestamp) -> Int64? {
    records.entries[..<Int(stableEnd)].firstIndex { $0.timestamp >= time.milliseconds }.map(Int64.init)
  }
}
