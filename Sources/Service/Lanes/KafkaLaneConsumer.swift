import Kafka
import Pipeline
import Records

/// A member of a group on the cluster, as a lane uses one.
final class KafkaLaneConsumer: LogConsumer {
  private let consumer: KafkaConsumer
  private let settings: KafkaSettings
  private let limit: BatchLimit
  private let connection: ConnectionLog
  private let name: String

  /// - Parameters:
  ///   - limit: when a poll stops filling its batch.
  ///   - name: says whose connection is lost or back.
  init(_ consumer: KafkaConsumer, settings: KafkaSettings, limit: BatchLimit, connection: ConnectionLog, name: String) {
    self.consumer = consumer
    self.settings = settings
    self.limit = limit
    self.connection = connection
    self.name = name
  }

  func poll(into batch: inout RecordBatch, timeout: Duration) throws -> [GroupEvent] {
    let events = try consumer.poll(into: &batch, limit: limit, timeout: timeout).events
    guard !events.isEmpty else { return [] }
    connection.note(events, of: name)
    return events.compactMap { event in
      switch event {
      case .assigned(let partitions): .assigned(partitions)
      case .revoked(let partitions): .revoked(partitions)
      case .lost(let partitions): .lost(partitions)
      case .endReached(let partition, let offset): .endReached(partition, offset: offset)
      case .brokersDown, .brokersUp, .trouble: nil
      }
    }
  }

  var positions: [TopicPartition: Int64] { consumer.positions }

  func start(at offsets: [TopicPartition: Int64]) throws { try consumer.start(at: offsets) }

  func pause(_ partitions: Set<TopicPartition>) throws { try consumer.pause(partitions) }

  func resume(_ partitions: Set<TopicPartition>) throws { try consumer.resume(partitions) }

  func commit(_ offsets: [TopicPartition: Int64], note: String) throws { try consumer.commit(offsets, note: note) }

  func beginCommit(_ offsets: [TopicPartition: Int64], note: String) throws {
    try consumer.beginCommit(offsets, note: note)
  }

  func hasCommitted() throws -> Bool { try consumer.takeCommitAnswer(timeout: .zero) }

  func committed(_ partitions: [TopicPartition]) throws -> [TopicPartition: GroupCommit] {
    try consumer.commits(partitions)
  }

  func held(_ partitions: [TopicPartition]) throws -> [TopicPartition: Range<Int64>] {
    try consumer.held(partitions)
  }

  func partitions(of topic: Topic) throws -> [TopicPartition] { try consumer.partitions(of: topic) }

  func offsets(from times: [TopicPartition: Timestamp]) throws -> [TopicPartition: Int64] {
    try consumer.offsetsForTimes(times)
  }

  func timestamps(before offsets: [TopicPartition: Int64]) throws -> [TopicPartition: Timestamp] {
    guard !offsets.isEmpty else { return [:] }
    let places = offsets.mapValues { ReadingStart.offset($0 - 1) }
    let reader = try TopicReader(settings: settings, names: consumer.names, places: places)
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

  func close() { consumer.close() }

  /// Adds the offsets to a producer's open transaction.
  func send(_ offsets: [TopicPartition: Int64], note: String, with producer: KafkaProducer) throws {
    try producer.sendOffsets(offsets, note: note, of: consumer)
  }
}
