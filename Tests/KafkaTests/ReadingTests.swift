import Kafka
import Records
import Testing

@Suite("Reading without a group", .timeLimit(.minutes(2)))
struct ReadingTests {
  @Test(
    "the end of each partition is reported once all its records are handed over, and again after new ones",
    arguments: TestCluster.available)
  func ends(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.models, partitions: 2)
    try cluster.fill(.models, count: 20)
    let reader = try cluster.reader()
    try reader.read(.models, from: .earliest)
    var ends: [TopicPartition: Int64] = [:]
    var batch = RecordBatch()
    let note = { (events: [KafkaEvent]) in
      for case .endReached(let partition, let offset) in events { ends[partition] = offset }
    }
    try poll(reader, into: &batch, until: "both ends") { _, events in
      note(events)
      return ends.count == 2
    }
    #expect(batch.count == 20)
    #expect(ends == reader.positions)
    #expect(reader.lag == ends.mapValues { _ in 0 })
    #expect(try reader.held(Array(ends.keys)) == ends.mapValues { 0..<$0 })

    ends = [:]
    try cluster.fill(.models, from: 20, count: 20)
    try poll(reader, into: &batch, until: "the ends again") { _, events in
      note(events)
      return ends.values.reduce(0, +) == 40
    }
    #expect(batch.count == 40)
  }

  @Test("an empty partition reports its end", arguments: TestCluster.available)
  func empty(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.models, partitions: 1)
    let reader = try cluster.reader()
    try reader.read(.models, from: .earliest)
    var batch = RecordBatch()
    try poll(reader, into: &batch, until: "the end") { _, events in
      events.contains(.endReached(TopicPartition(.models, 0), offset: 0))
    }
  }

  @Test("a range of offsets can be read", arguments: TestCluster.available)
  func range(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.examples, partitions: 1)
    try cluster.fill(.examples, count: 100)
    let reader = try cluster.reader()
    let partition = TopicPartition(.examples, 0)
    try reader.read([partition: .offset(40)])
    var batch = RecordBatch()
    try poll(reader, into: &batch, until: "offset 59") { _, _ in (reader.positions[partition] ?? 0) >= 60 }
    #expect((0..<20).map { batch.entries[$0].offset } == Array(40..<60))
  }

  @Test("only new records come from `latest`", arguments: TestCluster.available)
  func latest(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    try cluster.fill(count: 10)
    let reader = try cluster.reader()
    try reader.read(.events, from: .latest)
    var batch = RecordBatch()
    try poll(reader, into: &batch, until: "the end") { _, events in
      events.contains(.endReached(TopicPartition(.events, 0), offset: 10))
    }
    #expect(batch.isEmpty)
    try cluster.fill(from: 10, count: 1)
    try poll(reader, into: &batch, until: "one record") { batch, _ in batch.count == 1 }
    #expect(batch.keyString(0) == "k10")
  }

  @Test("a time is looked up as the first record at or after it", arguments: TestCluster.available)
  func times(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    try cluster.fill(count: 10, time: 1_700_000_000_000)
    let reader = try cluster.reader()
    let partition = TopicPartition(.events, 0)
    let found = try reader.offsetsForTimes([partition: Timestamp(milliseconds: 1_700_000_000_004)])
    // The embedded broker answers that there is no such record; see its limits.
    #expect(found == (kind == .embedded ? [:] : [partition: 4]))
    #expect(try reader.offsetsForTimes([partition: Timestamp(milliseconds: 1_800_000_000_000)]) == [:])
    guard kind == .real else { return }
    try reader.read([partition: .time(Timestamp(milliseconds: 1_700_000_000_007))])
    var batch = RecordBatch()
    try poll(reader, into: &batch, until: "3 records") { batch, _ in batch.count == 3 }
    #expect(batch.keyString(0) == "k7")
  }

  @Test("a paused partition brings nothing, and goes on where it stopped", arguments: TestCluster.available)
  func pause(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 2)
    let reader = try cluster.reader()
    try reader.read(.events, from: .earliest)
    try cluster.fill(count: 400)
    var batch = RecordBatch()
    var counts: [Int32: Int] = [:]
    let partitions = [TopicPartition(.events, 0), TopicPartition(.events, 1)]
    let deadline = ContinuousClock.now + .seconds(60)
    var paused = 0
    // Pauses one partition or the other around every small batch, while records are queued for both.
    while counts.values.reduce(0, +) < 400, ContinuousClock.now < deadline {
      try reader.pause([partitions[paused]])
      batch.removeAll()
      _ = try reader.poll(into: &batch, limit: BatchLimit(records: 50), timeout: .milliseconds(10))
      for index in 0..<batch.count {
        let entry = batch.entries[index]
        #expect(entry.partition != Int32(paused))
        #expect(entry.offset == Int64(counts[entry.partition, default: 0]), "out of order after a pause")
        counts[entry.partition, default: 0] += 1
      }
      try reader.resume([partitions[paused]])
      paused = 1 - paused
    }
    #expect(counts.values.reduce(0, +) == 400)
  }

  @Test("a topic that does not exist is told apart", .enabled(if: TestCluster.realBrokers != nil))
  func missing() throws {
    let cluster = try TestCluster(.real)
    let reader = try cluster.reader()
    do {
      _ = try reader.partitions(of: .labels, timeout: .seconds(5))
      Issue.record("a missing topic had partitions")
    } catch {
      #expect(error.isUnknownTopic, "\(error)")
      #expect(error.message.contains(cluster.names[.labels]))
    }
  }
}
