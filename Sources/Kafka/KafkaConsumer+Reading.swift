import CRdKafka
import Records

extension KafkaConsumer {
  /// Reads these partitions, and no others, from these places; for a consumer without a group.
  package func read(
    _ places: [TopicPartition: ReadingStart], timeout: Duration = .seconds(30)
  ) throws(KafkaError) {
    precondition(group == nil, "a member of a group reads what the group assigns: call `subscribe`")
    let list = PartitionList(capacity: places.count)
    for (partition, offset) in try resolve(places, timeout) {
      list.add(names[partition.topic], partition.partition, offset: offset)
    }
    try check(rd_kafka_assign(client, list.pointer), "assigning partitions")
    table = PositionTable()
    assignment = Set(places.keys)
  }

  /// Reads a whole topic from one place.
  package func read(
    _ topic: Topic, from place: ReadingStart, timeout: Duration = .seconds(30)
  ) throws(KafkaError) {
    var places: [TopicPartition: ReadingStart] = [:]
    for partition in try partitions(of: topic, timeout: timeout) { places[partition] = place }
    try read(places, timeout: timeout)
  }

  /// Stops handing over records of these partitions; what was fetched of them is fetched again later.
  package func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
    let list = PartitionList(partitions, names)
    try check(rd_kafka_pause_partitions(client, list.pointer), "pausing partitions")
    if let failure = list.failure("pausing partitions") { throw failure }
  }

  package func resume(_ partitions: [TopicPartition]) throws(KafkaError) {
    let list = PartitionList(partitions, names)
    try check(rd_kafka_resume_partitions(client, list.pointer), "resuming partitions")
    if let failure = list.failure("resuming partitions") { throw failure }
  }

  private func resolve(
    _ places: [TopicPartition: ReadingStart], _ timeout: Duration
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    var offsets: [TopicPartition: Int64] = [:]
    var times: [TopicPartition: Timestamp] = [:]
    for (partition, place) in places {
      switch place {
      case .earliest: offsets[partition] = Int64(RD_KAFKA_OFFSET_BEGINNING)
      case .latest: offsets[partition] = Int64(RD_KAFKA_OFFSET_END)
      case .offset(let offset): offsets[partition] = offset
      case .time(let time): times[partition] = time
      }
    }
    guard !times.isEmpty else { return offsets }
    let found = try offsetsForTimes(times, timeout: timeout)
    for partition in times.keys { offsets[partition] = found[partition] ?? Int64(RD_KAFKA_OFFSET_END) }
    return offsets
  }
}
