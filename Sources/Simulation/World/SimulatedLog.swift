import Records
import Statistics

/// The topics of one pipeline in memory.
struct SimulatedLog {
  private var partitions: [[SimulatedPartition]]

  init(partitionCount: (Topic) -> Int) {
    partitions = Topic.allCases.map { Array(repeating: SimulatedPartition(), count: partitionCount($0)) }
  }

  subscript(partition: TopicPartition) -> SimulatedPartition {
    _read { yield partitions[partition.topic.index][Int(partition.partition)] }
    _modify { yield &partitions[partition.topic.index][Int(partition.partition)] }
  }

  func partitions(of topic: Topic) -> [TopicPartition] {
    partitions[topic.index].indices.map { TopicPartition(topic, Int32($0)) }
  }

  /// The partition of a record on its way out: the one that it names, or the one of its key.
  func destination(_ index: Int, of batch: RecordBatch) -> TopicPartition {
    let entry = batch.entries[index]
    if entry.partition >= 0 { return TopicPartition(entry.topic, entry.partition) }
    var hash = FNV1a()
    batch.withKey(index) { if let key = $0 { hash.combine(key) } }
    let count = UInt64(partitions[entry.topic.index].count)
    return TopicPartition(entry.topic, Int32((hash.value >> 17) % count))
  }

  /// Calls `body` with each visible record of a topic, partition after partition.
  func forEach(_ topic: Topic, _ body: (SimulatedPartition, Int) throws -> Void) rethrows {
    for partition in partitions[topic.index] {
      for offset in 0..<Int(partition.stableEnd) where partition.isVisible(Int64(offset)) {
        try body(partition, offset)
      }
    }
  }
}
