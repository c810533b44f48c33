import CRdKafka
import Pipeline
import Records

extension KafkaConsumer {
  /// Where the partitions that this consumer reads stand: what to commit once all records that were handed over are
  /// dealt with. Partitions without a record so far are left out.
  package var positions: [TopicPartition: Int64] {
    var positions: [TopicPartition: Int64] = [:]
    for partition in assignment { positions[partition] = table[partition] }
    return positions
  }

  /// Commits for the group and waits for the answer.
  ///
  /// - Parameter note: kept beside each offset, for whoever goes on from it.
  /// - Throws: `retriable` when no broker answered in time, or when the group has moved on.
  package func commit(
    _ offsets: [TopicPartition: Int64], note: String = "", timeout: Duration = .seconds(30)
  ) throws(KafkaError) {
    try beginCommit(offsets, note: note)
    guard try takeCommitAnswer(timeout: timeout) else {
      throw .timedOut("committing offsets: no answer within \(timeout)")
    }
  }

  /// Commits for the group without waiting; `takeCommitAnswer` says what came of it. A commit that is still without an
  /// answer is made before this one, and nobody hears of it any more.
  package func beginCommit(_ offsets: [TopicPartition: Int64], note: String = "") throws(KafkaError) {
    openCommit = nil
    guard !offsets.isEmpty else { return }
    let answers = CommitAnswers(client)
    let list = PartitionList(offsets, note: note, names)
    try check(rd_kafka_commit_queue(client, list.pointer, answers.queue, nil, nil), "committing offsets")
    openCommit = answers
  }

  /// Waits for the answer to the commit that was begun.
  /// - Returns: false when there is none yet; true when the group has taken the offsets, or nothing was begun.
  /// - Throws: why it has not, `retriable` when the group has moved on.
  package func takeCommitAnswer(timeout: Duration) throws(KafkaError) -> Bool {
    guard let openCommit else { return true }
    guard let answer = rd_kafka_queue_poll(openCommit.queue, timeout.timeout) else { return false }
    self.openCommit = nil
    defer { rd_kafka_event_destroy(answer) }
    try check(rd_kafka_event_error(answer), "committing offsets")
    let results = rd_kafka_event_topic_partition_list(answer).map { PartitionList(copying: $0) }
    if let failure = results?.failure("committing offsets") { throw failure }
    return true
  }

  /// What the group has committed; partitions without a commit are left out.
  package func committed(
    _ partitions: some Collection<TopicPartition>, timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    try commits(partitions, timeout: timeout).mapValues(\.offset)
  }

  /// What the group has committed, and the notes that were left beside the offsets.
  package func commits(
    _ partitions: some Collection<TopicPartition>, timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [TopicPartition: GroupCommit] {
    let list = PartitionList(partitions, names)
    try check(rd_kafka_committed(client, list.pointer, timeout.timeout), "reading committed offsets")
    if let failure = list.failure("reading committed offsets") { throw failure }
    return list.commits(names)
  }

  /// The offsets that the brokers hold of each partition: from the oldest record up to, not including, the next one to be
  /// written. Two requests a broker, however many partitions there are: one for each would make a member that takes a
  /// hundred partitions over wait for as many answers, one after the other.
  package func held(
    _ partitions: some Collection<TopicPartition>, timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [TopicPartition: Range<Int64>] {
    let starts = try listed(partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), timeout)
    let ends = try listed(partitions, at: Int64(RD_KAFKA_OFFSET_END), timeout)
    var held: [TopicPartition: Range<Int64>] = [:]
    for partition in partitions {
      let start = starts[partition] ?? 0
      held[partition] = start..<max(start, ends[partition] ?? start)
    }
    return held
  }

  /// Kafka's protocol asks for a partition's first and last offset as for those at two times that no record has.
  private func listed(
    _ partitions: some Collection<TopicPartition>, at place: Int64, _ timeout: Duration
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    guard !partitions.isEmpty else { return [:] }
    var places: [TopicPartition: Int64] = [:]
    for partition in partitions { places[partition] = place }
    let list = PartitionList(places, names)
    try check(rd_kafka_offsets_for_times(client, list.pointer, timeout.timeout), "reading the offsets held")
    if let failure = list.failure("reading the offsets held") { throw failure }
    return list.offsets(names)
  }

  /// How many records of the partitions that this consumer reads it has not handed over yet, as far as the broker has
  /// told by now; asks nobody. Partitions without a record so far are left out.
  package var lag: [TopicPartition: Int64] {
    var lag: [TopicPartition: Int64] = [:]
    for (partition, position) in positions {
      var low: Int64 = 0
      var high: Int64 = 0
      let code = rd_kafka_get_watermark_offsets(
        client, names[partition.topic], partition.partition, &low, &high)
      if code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 { lag[partition] = max(0, high - position) }
    }
    return lag
  }

  /// The first offset at or after each time. A partition without a record that young is left out; the embedded broker
  /// finds none at all.
  package func offsetsForTimes(
    _ times: [TopicPartition: Timestamp], timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [TopicPartition: Int64] {
    let list = PartitionList(times.mapValues(\.milliseconds), names)
    try check(rd_kafka_offsets_for_times(client, list.pointer, timeout.timeout), "looking up times")
    if let failure = list.failure("looking up times") { throw failure }
    return list.offsets(names)
  }

  /// The offsets that the broker holds of each of a topic's partitions.
  package func ranges(of topic: Topic, timeout: Duration = .seconds(30)) throws(KafkaError) -> [OffsetRange] {
    let held = try held(partitions(of: topic, timeout: timeout), timeout: timeout)
    return held.map { OffsetRange(partition: $0.key.partition, from: $0.value.lowerBound, to: $0.value.upperBound) }
      .sorted { $0.partition < $1.partition }
  }

  /// The partitions of a topic.
  /// - Throws: an error with `isUnknownTopic` when the cluster has no such topic; the embedded broker makes it instead.
  package func partitions(
    of topic: Topic, timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [TopicPartition] {
    let metadata = try handle.metadata(of: names[topic], timeout)
    return (0..<Int32(metadata.partitions)).map { TopicPartition(topic, $0) }
  }
}
