import CRdKafka
import Records

extension KafkaConsumer {
  /// Says where these partitions go on: partitions of an `assigned` event before the next poll, and others at once.
  package func start(at offsets: [TopicPartition: Int64]) throws(KafkaError) {
    let pending = context.rebalances.reduce(into: Set<TopicPartition>()) {
      if $1.change == .assign { $0.formUnion($1.list.partitions(names)) }
    }
    starts.merge(offsets.filter { pending.contains($0.key) }) { $1 }
    try seek(offsets.filter { !pending.contains($0.key) })
  }

  /// Hands nothing more of these partitions over, until they are resumed or taken away.
  package func pause(_ partitions: Set<TopicPartition>) throws(KafkaError) {
    guard !partitions.isEmpty else { return }
    let list = PartitionList(partitions, names)
    try check(rd_kafka_pause_partitions(client, list.pointer), "pausing partitions")
    if let failure = list.failure("pausing partitions") { throw failure }
  }

  package func resume(_ partitions: Set<TopicPartition>) throws(KafkaError) {
    guard !partitions.isEmpty else { return }
    let list = PartitionList(partitions, names)
    try check(rd_kafka_resume_partitions(client, list.pointer), "resuming partitions")
    if let failure = list.failure("resuming partitions") { throw failure }
  }

  /// Carries out what the last poll announced. The next poll does so too; call this to be done with it earlier.
  package func completeRebalance() throws(KafkaError) {
    while !context.rebalances.isEmpty {
      let rebalance = context.rebalances.removeFirst()
      let partitions = rebalance.list.partitions(names)
      let staying = assignment.subtracting(partitions)
      let places = rebalance.change == .assign ? setStarts(rebalance.list) : [:]
      if let failure = rebalance.carryOut(client) { throw failure }
      table.forget(partitions)
      if Rebalance.isIncremental(client) {
        assignment = rebalance.change == .assign ? staying.union(partitions) : staying
        try holdPositions(of: staying)
      } else {
        table.forget(staying)
        assignment = rebalance.change == .assign ? Set(partitions) : []
      }
      for (partition, offset) in places { table[partition] = offset }
    }
  }

  /// Turns the announcements that came within this poll into events.
  func takeAnnouncements() {
    for rebalance in context.rebalances.suffix(context.announced) {
      let partitions = rebalance.list.partitions(names).sorted()
      switch rebalance.change {
      case .assign: context.events.append(.assigned(partitions))
      case .revoke: context.events.append(rebalance.isLost ? .lost(partitions) : .revoked(partitions))
      }
    }
    context.announced = 0
  }

  /// Gives the partitions that are being assigned the places that the driver chose, and returns those.
  private func setStarts(_ list: PartitionList) -> [TopicPartition: Int64] {
    defer { starts = [:] }
    for index in list.elements.indices {
      let element = list.elements[index]
      guard let topic = names.topic(named: String(cString: element.topic)) else { continue }
      if let start = starts[TopicPartition(topic, element.partition)] { list.elements[index].offset = start }
    }
    return starts
  }

  /// See the class's note: librdkafka's own idea of where these partitions stand cannot be trusted here.
  private func holdPositions(of partitions: Set<TopicPartition>) throws(KafkaError) {
    var known: [TopicPartition: Int64] = [:]
    for partition in partitions { known[partition] = table[partition] }
    try seek(known)
  }

  func seek(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
    guard !offsets.isEmpty else { return }
    let list = PartitionList(offsets, names)
    if let error = rd_kafka_seek_partitions(client, list.pointer, 0) { throw KafkaError(taking: error, "seeking") }
    for (partition, offset) in offsets { table[partition] = offset }
  }
}
