import Kafka
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
    _ partitions: [TopicPartition], span: Duration?, consumer: KafkaConsumer, settings: KafkaSettings, names: TopicNames
  ) throws -> ReplayStart {
    var result = ReplayStart()
    let committed = try consumer.committed(partitions)
    for partition in partitions {
      let held = try consumer.watermarks(partition)
      let live = max(committed[partition] ?? held.lowerBound, held.lowerBound)
      result.liveFrom[partition] = live
      result.startAt[partition] = span == nil ? held.lowerBound : live
    }
    if let span, span > .zero {
      try result.goBack(span, committed: committed, consumer: consumer, settings: settings, names: names)
    }
    return result
  }

  private mutating func goBack(
    _ span: Duration, committed: [TopicPartition: Int64], consumer: KafkaConsumer, settings: KafkaSettings,
    names: TopicNames
  ) throws {
    let last = try Self.timestamps(ofLast: committed, settings: settings, names: names)
    guard !last.isEmpty else { return }
    let found = try consumer.offsetsForTimes(last.mapValues { $0 - span })
    for partition in last.keys {
      let lowest = try consumer.watermarks(partition).lowerBound
      // There is a record that young, the last one; a broker that finds none (the embedded one) keeps no index of times.
      startAt[partition] = min(max(found[partition] ?? lowest, lowest), liveFrom[partition] ?? lowest)
    }
  }

  /// The timestamp of the last record before each committed offset.
  private static func timestamps(
    ofLast committed: [TopicPartition: Int64], settings: KafkaSettings, names: TopicNames
  ) throws -> [TopicPartition: Timestamp] {
    let places = committed.filter { $0.value > 0 }.mapValues { ReadingStart.offset($0 - 1) }
    guard !places.isEmpty else { return [:] }
    let reader = try TopicReader(settings: settings, names: names, places: places)
    var timestamps: [TopicPartition: Timestamp] = [:]
    try reader.readToEnd { batch in
      for entry in batch.entries {
        let partition = TopicPartition(entry.topic, entry.partition)
        if timestamps[partition] == nil { timestamps[partition] = Timestamp(milliseconds: entry.timestamp) }
      }
      return timestamps.count < places.count
    }
    return timestamps
  }
}
