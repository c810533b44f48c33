import Records

/// How far a stage has read its partitions: which records an earlier run has dealt with, and up to when, by the records'
/// own timestamps, everything has been seen.
///
/// A partition that has been read to its end holds nobody up, but its end is known a moment late: after a standstill new
/// records of one partition may be read before those of another that came as early. So what has been read elsewhere counts
/// for a partition at its end only when reading has gone on for a `grace` since.
struct ReadingProgress: Sendable {
  private struct Place: Sendable {
    var isKnown = false
    /// Records before it were dealt with by an earlier run.
    var liveFrom = Int64.min
    /// Whether it has still to come to its first new record.
    var isBehind = false
    /// The offset after the last record that was read.
    var next = Int64.min
    /// The end of the partition when it was last reached.
    var end = Int64.min
    var newest = Timestamp(milliseconds: .min)

    var isAtEnd: Bool { end >= next }
  }

  /// By partition.
  private var places: [Topic: [Place]] = [:]
  private var behindCount = 0
  /// The newest timestamp of each topic, as of a grace ago at the least, and as of the last time that this was looked at.
  private var settled: [Topic: Timestamp] = [:]
  private var unsettled: [Topic: Timestamp] = [:]
  private var age = Duration.zero
  private var clock: Timestamp?

  /// How long reading goes on until every record is certain to have come that was written when the newest had been read.
  private static let grace = Duration.seconds(2)
  /// The most that one step counts for.
  private static let longestTick = Duration.seconds(1)

  /// Whether some partition has still to come to its first new record.
  var isCatchingUp: Bool { behindCount > 0 }

  /// Partitions that were assigned and have come to their first new record, or begin with it.
  var partitionsAhead: Set<TopicPartition> {
    var ahead: Set<TopicPartition> = []
    for (topic, places) in places {
      for (index, place) in places.enumerated() where place.isKnown && !place.isBehind {
        ahead.insert(TopicPartition(topic, Int32(index)))
      }
    }
    return ahead
  }

  mutating func assign(_ partition: TopicPartition, from start: Int64, liveFrom offset: Int64) {
    change(partition) { place in
      place = Place(isKnown: true, liveFrom: offset, isBehind: start < offset, next: start)
    }
  }

  /// Notes a stretch of records of one partition, in order.
  ///
  /// - Returns: how many of them, from the first, are read again.
  mutating func note(_ entries: ArraySlice<RecordBatch.Entry>) -> Int {
    guard let first = entries.first, let last = entries.last else { return 0 }
    var replayedCount = 0
    change(TopicPartition(first.topic, first.partition)) { place in
      place.isKnown = true
      var newest = place.newest.milliseconds
      for entry in entries {
        newest = max(newest, entry.timestamp)
        if entry.offset < place.liveFrom { replayedCount += 1 }
      }
      place.newest = Timestamp(milliseconds: newest)
      place.next = last.offset + 1
      if place.next >= place.liveFrom { place.isBehind = false }
    }
    return replayedCount
  }

  /// Notes that everything before an offset of the partition has been read.
  ///
  /// It may lie past the last record: the markers of transactions take offsets too.
  mutating func noteEnd(of partition: TopicPartition, at offset: Int64) {
    change(partition) { place in
      place.isKnown = true
      place.end = offset
      if place.isAtEnd, offset >= place.liveFrom { place.isBehind = false }
    }
  }

  /// Up to when the records of a topic have been read: all that were written before it. Nil before the first record of
  /// the topic, and of the others that count for it.
  ///
  /// - Parameter others: the topics whose progress counts for partitions that have been read to their ends.
  func readUntil(_ topic: Topic, others: [Topic]) -> Timestamp? {
    let settled = others.compactMap { self.settled[$0] }.max() ?? Timestamp(milliseconds: .min)
    let times = places[topic]?.lazy.filter(\.isKnown).map { $0.isAtEnd ? max($0.newest, settled) : $0.newest }
    let time = times?.min() ?? settled
    return time.milliseconds == .min ? nil : time
  }

  /// Lets time pass; called with each step.
  ///
  /// A stretch in which nothing was read counts for a moment only, however long it was.
  mutating func tick(now: Timestamp) {
    let passed = clock.map { now - $0 } ?? .zero
    clock = now
    age += max(.zero, min(passed, Self.longestTick))
    guard age >= Self.grace else { return }
    age = .zero
    settled.merge(unsettled) { max($0, $1) }
    for topic in places.keys { unsettled[topic] = newest(topic) }
  }

  /// The newest timestamp read in a topic; nil before the first record.
  func newest(_ topic: Topic) -> Timestamp? {
    places[topic]?.lazy.map(\.newest).max().flatMap { $0.milliseconds == .min ? nil : $0 }
  }

  private mutating func change(_ partition: TopicPartition, _ body: (inout Place) -> Void) {
    let index = Int(partition.partition)
    var all = places.removeValue(forKey: partition.topic) ?? []
    while all.count <= index { all.append(Place()) }
    let wasBehind = all[index].isBehind
    body(&all[index])
    behindCount += (all[index].isBehind ? 1 : 0) - (wasBehind ? 1 : 0)
    places[partition.topic] = all
  }
}
