import Foundation
import Kafka
import Records
import Testing

/// A cluster for one test: the embedded broker, and a real one too when FRESHET_TEST_BROKERS=host:port names it.
/// Topics and groups have names of their own for each test, and a real cluster's topics are deleted when the test is
/// over, so that it can be used again and again.
struct TestCluster {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case embedded, real
    var testDescription: String { rawValue }
  }

  static let realBrokers = ProcessInfo.processInfo.environment["FRESHET_TEST_BROKERS"]
  /// The clusters that a test can run on.
  static let available: [Kind] = realBrokers == nil ? [.embedded] : [.embedded, .real]

  let broker: EmbeddedBroker?
  let settings: KafkaSettings
  let names: TopicNames
  let group: String
  private let cleaner: Cleaner?

  /// Deletes a test's topics when the test's last reference to its cluster is gone.
  private final class Cleaner {
    private let settings: KafkaSettings
    private let names: TopicNames

    init(settings: KafkaSettings, names: TopicNames) {
      self.settings = settings
      self.names = names
    }

    deinit {
      do {
        try KafkaAdmin(settings).deleteTopics(Topic.allCases.map { names[$0] })
      } catch {
        print("NOT CLEANED UP on FRESHET_TEST_BROKERS: \(names.pipeline): \(error)")
      }
    }
  }

  init(_ kind: Kind, properties: [String: String] = [:]) throws {
    let unique = "test-\(UInt64.random(in: 0 ... .max))"
    names = TopicNames(
      pipeline: unique, overrides: [.config: "\(unique).config", .commands: "\(unique).commands"])
    group = "\(unique)-group"
    switch kind {
    case .embedded:
      let broker = try EmbeddedBroker()
      self.broker = broker
      settings = KafkaSettings(
        brokers: broker.address, properties: broker.settings.properties.merging(properties) { $1 })
      cleaner = nil
    case .real:
      broker = nil
      settings = KafkaSettings(brokers: try #require(Self.realBrokers), properties: properties)
      cleaner = Cleaner(settings: settings, names: names)
    }
  }

  /// An embedded broker, for a test that injects faults, which a real cluster cannot be asked for.
  static func faulty() throws -> (cluster: TestCluster, broker: EmbeddedBroker) {
    if realBrokers != nil { print("NOT RUN on FRESHET_TEST_BROKERS: \(Test.current?.name ?? "a test") injects faults") }
    let cluster = try TestCluster(.embedded)
    return (cluster, try #require(cluster.broker))
  }

  func create(_ topic: Topic, partitions: Int) throws {
    let specification = TopicSpecification(name: names[topic], partitions: partitions)
    if let broker {
      _ = try KafkaAdmin.createTopics([specification], on: broker)
    } else {
      _ = try KafkaAdmin(settings).createTopics([specification])
    }
  }

  func producer(transactionalID: String? = nil) throws -> KafkaProducer {
    try KafkaProducer(settings, names: names, transactionalID: transactionalID)
  }

  func reader() throws -> KafkaConsumer { try KafkaConsumer(settings, names: names, group: nil) }

  /// A member of the test's group that has subscribed.
  func member(_ topics: [Topic] = [.events]) throws -> KafkaConsumer {
    let consumer = try KafkaConsumer(settings, names: names, group: group)
    try consumer.subscribe(topics)
    return consumer
  }

  /// `count` records `k<i>` -> `v<i>`, sent and delivered.
  func fill(_ topic: Topic = .events, from first: Int = 0, count: Int, time: Int64 = 1_700_000_000_000) throws {
    let producer = try producer()
    var batch = RecordBatch()
    for index in first..<first + count {
      batch.append(
        topic: topic, key: "k\(index)", value: "v\(index)", timestamp: Timestamp(milliseconds: time + Int64(index)))
    }
    try producer.send(batch)
    try producer.flush(timeout: .seconds(30))
  }

  /// Everything in a topic, from its beginning to the ends that its partitions have now.
  func contents(_ topic: Topic = .events) throws -> RecordBatch {
    let reader = try reader()
    try reader.read(topic, from: .earliest)
    var batch = RecordBatch()
    var ended: Set<TopicPartition> = []
    try poll(reader, into: &batch, until: "the end of \(topic)") { _, events in
      for case .endReached(let partition, _) in events { ended.insert(partition) }
      return ended == reader.assignment
    }
    return batch
  }
}

/// Polls until the condition holds; fails the test when it does not within the deadline.
func poll(
  _ consumer: KafkaConsumer, into batch: inout RecordBatch, until awaited: String,
  within limit: Duration = .seconds(40),
  _ condition: (RecordBatch, [KafkaEvent]) throws -> Bool
) throws {
  let deadline = ContinuousClock.now + limit
  var seen: [KafkaEvent] = []
  while ContinuousClock.now < deadline {
    let outcome = try consumer.poll(into: &batch, timeout: .milliseconds(50))
    seen += outcome.events
    if try condition(batch, outcome.events) { return }
  }
  Issue.record("no \(awaited) within \(limit); \(batch.count) records, events: \(seen)")
  throw DeadlinePassed(awaited: awaited)
}

struct DeadlinePassed: Error { var awaited: String }
