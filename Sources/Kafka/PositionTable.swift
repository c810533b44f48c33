import Records

/// The offset of the next record to hand over, by partition; unknown until the first record of a partition.
struct PositionTable {
  private var positions: [[Int64]] = Array(repeating: [], count: Topic.allCases.count)

  mutating func advance(_ topic: Topic, _ partition: Int32, past offset: Int64) {
    let partition = Int(partition)
    if partition >= positions[topic.index].count { grow(topic, partition) }
    positions[topic.index][partition] = offset + 1
  }

  subscript(partition: TopicPartition) -> Int64? {
    get {
      let table = positions[partition.topic.index]
      guard Int(partition.partition) < table.count, table[Int(partition.partition)] >= 0 else { return nil }
      return table[Int(partition.partition)]
    }
    set {
      advance(partition.topic, partition.partition, past: (newValue ?? -1) - 1)
    }
  }

  mutating func forget(_ partitions: some Sequence<TopicPartition>) {
    for partition in partitions { self[partition] = nil }
  }

  private mutating func grow(_ topic: Topic, _ partition: Int) {
    positions[topic.index].append(contentsOf: repeatElement(-1, count: partition + 1 - positions[topic.index].count))
  }
}
