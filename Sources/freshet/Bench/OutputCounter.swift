import Kafka
import Records
import Service

/// Looks at an output topic from outside: counts what it holds by asking the broker, and dates its beginning.
final class OutputCounter {
  struct TimeOut: Error, CustomStringConvertible {
    var description: String
  }

  private let consumer: KafkaConsumer
  private let partitions: [TopicPartition]
  private let name: String

  init(_ bed: BenchBed, names: TopicNames, topic: Topic) throws {
    consumer = try KafkaConsumer(bed.settings.kafka, names: names, group: nil)
    partitions = try consumer.partitions(of: topic)
    name = names[topic]
  }

  /// Returns as soon as so many records have been written.
  func wait(for count: Int, atMost limit: Duration) throws {
    let deadline = ContinuousClock.now + limit
    let pause = StopSignal()
    while true {
      let written = try consumer.held(partitions).values.reduce(Int64(0)) { $0 + $1.upperBound }
      if written >= count { return }
      guard ContinuousClock.now < deadline else {
        throw TimeOut(description: "\(name) holds \(written) records after \(limit), not \(count)")
      }
      pause.wait(atMost: 0.005)
    }
  }

  /// When the first record of the topic was made.
  func start(within limit: Duration) throws -> Timestamp {
    try consumer.read(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .earliest) }))
    var first: [Int32: Int64] = [:]
    var batch = RecordBatch()
    let deadline = ContinuousClock.now + limit
    var open = Set(partitions)
    while !open.isEmpty, ContinuousClock.now < deadline {
      batch.removeAll()
      let poll = try consumer.poll(into: &batch, timeout: .milliseconds(100))
      for entry in batch.entries where first[entry.partition] == nil {
        first[entry.partition] = entry.timestamp
        open.remove(partitions[Int(entry.partition)])
      }
      for case .endReached(let partition, _) in poll.events { open.remove(partition) }
    }
    guard open.isEmpty, let start = first.values.min() else {
      throw TimeOut(description: "\(name) could not be read within \(limit)")
    }
    return Timestamp(milliseconds: start)
  }
}
