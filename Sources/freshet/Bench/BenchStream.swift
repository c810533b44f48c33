import Kafka
import Records

/// The events of workload A and their labels, made once and sent in every round.
struct BenchStream: Sendable {
  static let seed: UInt64 = 1
  /// Events in a batch.
  static let batchCount = 5_000

  let count: Int
  /// The same stretch of events and of labels has the same place in both.
  private(set) var events: [RecordBatch] = []
  private(set) var labels: [RecordBatch] = []

  init(count: Int, time: Timestamp) {
    self.count = count
    var workload = BenchWorkload(seed: Self.seed)
    while workload.index < count {
      var (events, labels) = (RecordBatch(), RecordBatch())
      for _ in 0..<min(Self.batchCount, count - workload.index) {
        workload.appendNext(at: time, events: &events, labels: &labels)
      }
      self.events.append(events)
      self.labels.append(labels)
    }
  }

  /// Writes everything and waits until it is delivered.
  func send(settings: KafkaSettings, names: TopicNames, withLabels: Bool = true) throws {
    let producer = try KafkaProducer(settings, names: names)
    for place in events.indices {
      try producer.send(events[place])
      if withLabels { try producer.send(labels[place]) }
    }
    try producer.flush(timeout: .seconds(120))
  }
}
