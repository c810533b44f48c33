import Records

/// Where newly assigned partitions start, so that the stage's windows are full again when the first new record comes.
struct ReplayStart {
  /// The first record that has not been dealt with.
  var liveFrom: [TopicPartition: Int64] = [:]
  /// The first record to read: one span of the log before it.
  var startAt: [TopicPartition: Int64] = [:]

  var recordCount: Int64 {
    startAt.reduce(0) { $0 + max(0, (liveFrom[$1.key] ?? $1.value) - $1.value) }
  }

  /// - Parameter span: how much of the log to read again, by the records' timestamps; nil for all of it.
  static func find(
    _ partitions: [TopicPartition], span: Duration?, consumer: some LogConsumer
  ) throws -> ReplayStart {
    var result = ReplayStart()
    let committed = try consumer.committed(partitions)
    for partition in partitions {
      let held = try consumer.held(partition)
      let live = max(committed[partition] ?? held.lowerBound, held.lowerBound)
      result.liveFrom[partition] = live
      result.startAt[partition] = span == nil ? held.lowerBound : live
    }
    if let span, span > .zero { try result.goBack(span, committed: committed, consumer: consumer) }
    return result
  }

  private mutating func goBack(
    _ span: Duration, committed: [TopicPartition: Int64], consumer: some LogConsumer
  ) throws {
    let last = try consumer.timestamps(before: committed.filter { $0.value > 0 })
    guard !last.isEmpty else { return }
    let found = try consumer.offsets(from: last.mapValues { $0 - span })
    for partition in last.keys {
      let lowest = try consumer.held(partition).lowerBound
      // There is a record that young, the last one; a broker that finds none (the embedded one) keeps no index of times.
      startAt[partition] = min(max(found[partition] ?? lowest, lowest), liveFrom[partition] ?? lowest)
    }
  }
}
