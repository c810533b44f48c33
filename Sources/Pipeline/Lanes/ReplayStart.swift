import Records

/// Where newly assigned partitions start, so that the stage's windows are full again when the first new record comes.
struct ReplayStart {
  /// The first record that has not been dealt with.
  var liveFrom: [TopicPartition: Int64] = [:]
  /// The first record to read: one span of the log before it.
  var startAt: [TopicPartition: Int64] = [:]
  /// What earlier sessions left beside their offsets.
  var notes: [TopicPartition: CommitNote] = [:]

  var recordCount: Int64 {
    startAt.reduce(0) { $0 + max(0, (liveFrom[$1.key] ?? $1.value) - $1.value) }
  }

  /// - Parameter span: how much of a topic's log to read again, by the records' timestamps; nil for all of it.
  static func find(
    _ partitions: [TopicPartition], consumer: some LogConsumer, span: (Topic) -> Duration?
  ) throws -> ReplayStart {
    var result = ReplayStart()
    let commits = try consumer.committed(partitions)
    result.notes = commits.compactMapValues { CommitNote(text: $0.note) }
    var spans: [TopicPartition: Duration] = [:]
    let held = try consumer.held(partitions)
    for (partition, held) in held {
      let live = max(commits[partition]?.offset ?? held.lowerBound, held.lowerBound)
      result.liveFrom[partition] = live
      result.startAt[partition] = held.lowerBound
      guard let span = span(partition.topic) else { continue }
      result.startAt[partition] = live
      if span > .zero, commits[partition] != nil { spans[partition] = span }
    }
    try result.goBack(spans, held: held, consumer: consumer)
    return result
  }

  private mutating func goBack(
    _ spans: [TopicPartition: Duration], held: [TopicPartition: Range<Int64>], consumer: some LogConsumer
  ) throws {
    let committed = spans.keys.reduce(into: [:]) { $0[$1] = liveFrom[$1] }
    let last = try consumer.timestamps(before: committed.filter { $0.value > 0 })
    guard !last.isEmpty else { return }
    // The notes were written with their commits, so the newest of them is the last commit's.
    let open = notes.values.max { $0.decidedUntil < $1.decidedUntil }?.openSince
    var times: [TopicPartition: Timestamp] = [:]
    for (partition, time) in last {
      let start = min(time, open ?? time) - (spans[partition] ?? .zero)
      times[partition] = max(start, Timestamp(milliseconds: 0))
    }
    let found = try consumer.offsets(from: times)
    for partition in last.keys {
      let lowest = held[partition]?.lowerBound ?? 0
      // There is a record that young, the last one; a broker that finds none (the embedded one) keeps no index of times.
      startAt[partition] = min(max(found[partition] ?? lowest, lowest), liveFrom[partition] ?? lowest)
    }
  }
}
