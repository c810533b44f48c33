import Kafka
import Pipeline
import Records

/// Reads partitions without a group: a compacted topic from its beginning, or a stretch of offsets.
final class TopicReader {
  /// The reading took longer than it may.
  struct TimeOut: LogFailure, CustomStringConvertible {
    var topics: [String]
    var mustAbort: Bool { false }
    var description: String { "reading \(topics.joined(separator: ", ")): the end was not reached in time" }
  }

  private let consumer: KafkaConsumer
  private var open: Set<TopicPartition>
  private var batch = RecordBatch()
  private var brokerNews: [KafkaEvent] = []

  init(settings: KafkaSettings, names: TopicNames, places: [TopicPartition: ReadingStart]) throws {
    consumer = try KafkaConsumer(settings, names: names, group: nil)
    open = Set(places.keys)
    try consumer.read(places)
  }

  /// Reads whole topics from their beginning.
  convenience init(settings: KafkaSettings, names: TopicNames, topics: [Topic]) throws {
    let places = try Self.places(settings: settings, names: names, topics: topics)
    try self.init(settings: settings, names: names, places: places)
  }

  /// Reads those of the topics that exist from their beginning; nil when none does.
  static func existing(_ topics: [Topic], settings: KafkaSettings, names: TopicNames) throws -> TopicReader? {
    var places: [TopicPartition: ReadingStart] = [:]
    for topic in topics {
      do {
        places.merge(try self.places(settings: settings, names: names, topics: [topic])) { $1 }
      } catch let error as KafkaError where error.isUnknownTopic {
        continue
      }
    }
    return places.isEmpty ? nil : try TopicReader(settings: settings, names: names, places: places)
  }

  deinit { consumer.close() }

  private static func places(
    settings: KafkaSettings, names: TopicNames, topics: [Topic]
  ) throws -> [TopicPartition: ReadingStart] {
    let scout = try KafkaConsumer(settings, names: names, group: nil)
    defer { scout.close() }
    var places: [TopicPartition: ReadingStart] = [:]
    for topic in topics {
      for partition in try scout.partitions(of: topic) { places[partition] = .earliest }
    }
    return places
  }

  /// Whether the end of each partition has been reached at least once.
  var hasReachedEnd: Bool { open.isEmpty }

  /// Hands over what has come, waiting for it up to `timeout`.
  ///
  /// - Returns: what happened to the connection.
  func poll(timeout: Duration, _ body: (RecordBatch) throws -> Void) throws -> [KafkaEvent] {
    batch.removeAll()
    let poll = try consumer.poll(into: &batch, timeout: timeout)
    if poll.records > 0 { try body(batch) }
    for case .endReached(let partition, _) in poll.events { open.remove(partition) }
    return poll.events
  }

  /// Hands over everything up to the ends that the partitions have now, or until `body` returns false.
  ///
  /// - Throws: `TimeOut` when the ends are not reached within `limit`.
  func readToEnd(within limit: Duration = .seconds(120), _ body: (RecordBatch) throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    var isWanted = true
    while !open.isEmpty, isWanted {
      guard ContinuousClock.now < deadline else {
        throw TimeOut(topics: Set(open.map { consumer.names[$0.topic] }).sorted())
      }
      _ = try poll(timeout: .milliseconds(100)) { isWanted = try body($0) }
    }
  }
}
