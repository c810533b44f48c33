import Records

/// What became of the records that a producer sent.
struct DeliveryLedger {
  var delivered = 0
  var failed = 0
  /// The first failure since the last flush.
  var firstFailure: KafkaError?
  /// One past the last offset delivered, by the topic's index and the partition; -1 for none.
  private var ends: [[Int64]] = Array(repeating: [], count: Topic.allCases.count)

  mutating func deliver(_ topic: Int, partition: Int32, offset: Int64) {
    delivered += 1
    let partition = Int(partition)
    if partition >= ends[topic].count {
      ends[topic].append(contentsOf: repeatElement(-1, count: partition + 1 - ends[topic].count))
    }
    ends[topic][partition] = max(ends[topic][partition], offset + 1)
  }

  mutating func fail(_ error: @autoclosure () -> KafkaError) {
    failed += 1
    if firstFailure == nil { firstFailure = error() }
  }

  func ends(of topic: Topic) -> [Int32: Int64] {
    var found: [Int32: Int64] = [:]
    for (partition, end) in ends[topic.index].enumerated() where end >= 0 { found[Int32(partition)] = end }
    return found
  }
}
