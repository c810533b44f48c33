import Records

/// How much of the log that refills a stage's state has been read again.
struct RestoreProgress {
  /// Where each partition that has not come to its first new record began, and where it ends to refill.
  private var open: [TopicPartition: (start: Int64, end: Int64)] = [:]
  private var total: Int64 = 0
  private var closed: Int64 = 0
  private var began = Duration.zero
  private var lastNote = Duration.zero

  /// How often somebody is told.
  private static let interval = Duration.seconds(2)

  mutating func begin(_ partition: TopicPartition, at start: Int64, until end: Int64, now: Duration) {
    guard start < end else { return }
    if total == 0 { (closed, began, lastNote) = (0, now, now) }
    open[partition] = (start, end)
    total += end - start
  }

  /// Everything up to an offset has been read; it may lie past the last record, since markers of transactions take offsets.
  mutating func noteEnd(of partition: TopicPartition, at offset: Int64) {
    if let place = open[partition], offset >= place.end { end(partition) }
  }

  /// Whether the partition has still to come to its first new record.
  func isOpen(_ partition: TopicPartition) -> Bool { open[partition] != nil }

  /// A partition that has gone will not be read on.
  mutating func end(_ partition: TopicPartition) {
    guard let place = open.removeValue(forKey: partition) else { return }
    closed += place.end - place.start
  }

  /// What there is to tell by now; nil for nothing.
  mutating func note(_ positions: @autoclosure () -> [TopicPartition: Int64], now: Duration) -> LaneNote? {
    guard total > 0 else { return nil }
    var done: Int64 = 0
    for (partition, position) in positions() {
      guard let place = open[partition] else { continue }
      if position >= place.end { end(partition) } else { done += max(0, position - place.start) }
    }
    if open.isEmpty {
      defer { total = 0 }
      return .restored(records: total, within: now - began)
    }
    guard now - lastNote >= Self.interval else { return nil }
    lastNote = now
    return .restoring(records: closed + done, of: total)
  }
}
