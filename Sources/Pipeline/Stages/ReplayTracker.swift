import Records

/// Tells records that an earlier run has dealt with from new ones, and when all of the former have been read again.
struct ReplayTracker: Sendable {
  private var liveFrom: [TopicPartition: Int64] = [:]
  private var behind: Set<TopicPartition> = []
  /// The newest timestamp among the records read again: what expired before it had expired for the earlier run as well.
  private(set) var replayedUntil = Timestamp(milliseconds: .min)

  /// Whether some partition has still to come to its first new record.
  var isCatchingUp: Bool { !behind.isEmpty }

  mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64) {
    liveFrom[partition] = offset
    if start < offset { behind.insert(partition) } else { behind.remove(partition) }
  }

  /// Notes a record that is being read, and says whether it is one of those read again.
  mutating func note(_ entry: RecordBatch.Entry) -> Bool {
    let partition = TopicPartition(entry.topic, entry.partition)
    guard let border = liveFrom[partition] else { return false }
    if entry.offset >= border - 1 { behind.remove(partition) }
    guard entry.offset < border else { return false }
    replayedUntil = max(replayedUntil, Timestamp(milliseconds: entry.timestamp))
    return true
  }
}
