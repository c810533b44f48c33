import Records

/// Where newly assigned partitions start, so that the stage's windows are full again when the first new record comes.
struct ReplayStart {
  /// The first record that has not been dealt with.
  private(set) var liveFrom: [TopicPartition: Int64] = [:]
  /// The first record to read: one span of the log before it.
  private(set) var startAt: [TopicPartition: Int64] = [:]
  /// What earlier sessions left beside their offsets.
  private(set) var notes: [TopicPartition: CommitNote] = [:]
  private var committed: Set<TopicPartition> = []

  var recordCount: Int64 {
    startAt.reduce(0) { $0 + max(0, (liveFrom[$1.key] ?? $1.value) - $1.value) }
  }

  /// Where each partition's log begins.
  private var lowest: [TopicPartition: Int64] = [:]

  /// What the group has dealt with, and what it left beside that. The partitions start at the beginning of the log.
  init(_ partitions: [TopicPartition], consumer: some LogConsumer) throws {
    let commits = try consumer.committed(partitions)
    notes = commits.compactMapValues { CommitNote(text: $0.note) }
    for (partition, held) in try consumer.held(partitions) {
      lowest[partition] = held.lowerBound
      startAt[partition] = held.lowerBound
      liveFrom[partition] = max(commits[partition]?.offset ?? held.lowerBound, held.lowerBound)
      if commits[partition] != nil { committed.insert(partition) }
    }
  }

  /// Starts where a state stands.
  mutating func start(at positions: [TopicPartition: Int64]) { startAt.merge(positions) { $1 } }

  /// Refuses positions that the log does not go on from, or that are ahead of what has been dealt with.
  func check(_ positions: [TopicPartition: Int64]) throws(StateProblem) {
    for (partition, position) in positions {
      guard let live = liveFrom[partition], let lowest = lowest[partition] else {
        throw StateProblem("it is of \(partition), which is not at hand")
      }
      guard position <= live else {
        throw StateProblem("it stands at \(position) of \(partition), and \(live) is what has been dealt with")
      }
      guard position >= lowest else {
        throw StateProblem("it stands at \(position) of \(partition), which begins at \(lowest) by now")
      }
    }
  }

  /// Starts partitions one span of the log before what is live.
  ///
  /// - Parameter span: how much of a topic's log to read again, by the records' timestamps; nil for all of it.
  mutating func goBack(
    _ partitions: [TopicPartition], consumer: some LogConsumer, span: (Topic) -> Duration?
  ) throws {
    var spans: [TopicPartition: Duration] = [:]
    for partition in partitions {
      guard let span = span(partition.topic) else { continue }
      startAt[partition] = liveFrom[partition]
      if span > .zero, committed.contains(partition) { spans[partition] = span }
    }
    try goBack(spans, consumer: consumer)
  }

  private mutating func goBack(_ spans: [TopicPartition: Duration], consumer: some LogConsumer) throws {
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
      let lowest = lowest[partition] ?? 0
      // There is a record that young, the last one; a broker that finds none (the embedded one) keeps no index of times.
      startAt[partition] = min(max(found[partition] ?? lowest, lowest), liveFrom[partition] ?? lowest)
    }
  }
}
