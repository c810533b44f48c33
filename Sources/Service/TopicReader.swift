import Kafka
import Pipeline
import Records

/// Reads partitions without a group: a compacted topic from its beginning, or a stretch of offsets.
final class TopicReader {
  /// The reading took longer than it may.
  struct TimeOut: LogFailure, CustomStringConvertible {
    var topics: [String]
    var description: String { "reading \(topics.joined(separator: ", ")): the end was not reached in time" }
  }

  private let consumer: KafkaConsumer
  private var open: Set<TopicPartition> = []
  private var batch = RecordBatch()

  /// Reads nothing until it is told where to `start`.
  init(settings: KafkaSettings, names: TopicNames) throws {
    consumer = try KafkaConsumer(settings, names: names, group: nil)
  }

  convenience init(settings: KafkaSettings, names: TopicNames, places: [TopicPartition: ReadingStart]) throws {
    try self.init(settings: settings, names: names)
    try start(at: places)
  }

  /// Reads whole topics from their beginning.
  convenience init(settings: KafkaSettings, names: TopicNames, topics: [Topic]) throws {
    try self.init(settings: settings, names: names)
    try start(topics) { _ in .earliest }
  }

  /// Reads those of the topics that exist from their beginning; nil when none does.
  static func existing(_ topics: [Topic], settings: KafkaSettings, names: TopicNames) throws -> TopicReader? {
    let reader = try TopicReader(settings: settings, names: names)
    let existing = try topics.filter { try reader.exists($0) }
    guard !existing.isEmpty else { return nil }
    try reader.start(existing) { _ in .earliest }
    return reader
  }

  deinit { consumer.close() }

  /// The offsets that a topic holds, a range a partition.
  func held(_ topic: Topic) throws -> [OffsetRange] { try consumer.ranges(of: topic) }

  private func exists(_ topic: Topic) throws -> Bool {
    do {
      return try !consumer.partitions(of: topic).isEmpty
    } catch let error where error.isUnknownTopic {
      return false
    }
  }

  func start(at places: [TopicPartition: ReadingStart]) throws {
    open = Set(places.keys)
    try consumer.read(places)
  }

  /// Reads all partitions of the topics, each from its place.
  func start(_ topics: [Topic], from place: (TopicPartition) -> ReadingStart) throws {
    let partitions = try topics.flatMap { try consumer.partitions(of: $0) }
    try start(at: Dictionary(uniqueKeysWithValues: partitions.map { ($0, place($0)) }))
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

  private static let longestReading = Duration.seconds(600)

  /// Hands over the records of the ranges, and perhaps others, until `body` says that it has enough.
  static func read(
    _ ranges: [OffsetRange], of topic: Topic, settings: KafkaSettings, names: TopicNames,
    _ body: (RecordBatch) -> Bool
  ) throws {
    var places: [TopicPartition: ReadingStart] = [:]
    for range in ranges { places[TopicPartition(topic, range.partition)] = .offset(range.from) }
    try TopicReader(settings: settings, names: names, places: places).readToEnd(within: longestReading) { !body($0) }
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
