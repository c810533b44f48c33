import Kafka
import Records
import Testing

@Suite("Members of a group", .timeLimit(.minutes(3)))
struct GroupTests {
  @Test("a consumer that restarts goes on at the commit", arguments: TestCluster.available)
  func restart(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 2)
    try cluster.fill(count: 100)
    var batch = RecordBatch()
    let first = try cluster.member()
    try poll(first, into: &batch, until: "100 records") { batch, _ in batch.count == 100 }
    #expect(first.positions.values.reduce(0, +) == 100)
    try first.commit(first.positions)
    #expect(try first.committed(first.assignment) == first.positions)
    first.close()

    try cluster.fill(from: 100, count: 50)
    let second = try cluster.member()
    batch.removeAll()
    try poll(second, into: &batch, until: "50 records") { batch, _ in batch.count >= 50 }
    #expect(Set((0..<batch.count).map { batch.valueString($0)! }) == Set((100..<150).map { "v\($0)" }))
  }

  @Test("what was not committed comes again", arguments: TestCluster.available)
  func uncommitted(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    try cluster.fill(count: 10)
    var batch = RecordBatch()
    let first = try cluster.member()
    try poll(first, into: &batch, until: "10 records") { batch, _ in batch.count == 10 }
    try first.commit([TopicPartition(.events, 0): 4])
    first.close()
    batch.removeAll()
    let second = try cluster.member()
    try poll(second, into: &batch, until: "6 records") { batch, _ in batch.count >= 6 }
    #expect((0..<batch.count).map { batch.valueString($0)! } == (4..<10).map { "v\($0)" })
  }

  @Test("an assignment starts where the driver says", arguments: TestCluster.available)
  func start(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    try cluster.fill(count: 10)
    let consumer = try cluster.member()
    var batch = RecordBatch()
    try poll(consumer, into: &batch, until: "3 records") { batch, events in
      for case .assigned in events { try consumer.start(at: [TopicPartition(.events, 0): 7]) }
      return batch.count >= 3
    }
    #expect((0..<batch.count).map { batch.entries[$0].offset } == [7, 8, 9])
    // And again in the middle of its life.
    try consumer.start(at: [TopicPartition(.events, 0): 2])
    batch.removeAll()
    try poll(consumer, into: &batch, until: "8 records") { batch, _ in batch.count >= 8 }
    #expect((0..<batch.count).map { batch.entries[$0].offset } == Array(2..<10))
  }

  @Test(
    "two members share the partitions, and each record is handled once through joins and leaves",
    arguments: TestCluster.available)
  func rebalance(_ kind: TestCluster.Kind) throws {
    // Not every librdkafka is safe with it, but where it is, it is the default.
    let cluster = try TestCluster(kind, properties: ["partition.assignment.strategy": "cooperative-sticky"])
    try cluster.create(.events, partitions: 4)
    let producer = try cluster.producer()
    var handled: [String: Int] = [:]
    var members = [try cluster.member()]
    var batch = RecordBatch()
    var input = RecordBatch()
    var sent = 0
    let total = 40_000
    var joined = false
    var left = false
    let deadline = ContinuousClock.now + .seconds(90)
    while handled.count < total || !left, ContinuousClock.now < deadline {
      if sent < total, sent < handled.count + 5_000 {
        input.removeAll()
        for index in sent..<min(total, sent + 500) {
          input.append(topic: .events, key: "k\(index)", value: "v\(index)", timestamp: Timestamp(milliseconds: 1))
        }
        sent += input.count
        try producer.send(input)
      }
      for member in members {
        batch.removeAll()
        let outcome = try member.poll(into: &batch, limit: BatchLimit(records: 300), timeout: .milliseconds(2))
        for index in 0..<batch.count { handled[batch.valueString(index)!, default: 0] += 1 }
        for case .revoked in outcome.events { try member.commit(member.positions) }
        for case .lost(let partitions) in outcome.events { Issue.record("lost \(partitions)") }
      }
      if !joined, handled.count > total / 4 {
        joined = true
        members.append(try cluster.member())
      }
      if joined, !left, handled.count > total / 2, members.allSatisfy({ $0.assignment.count == 2 }) {
        left = true
        try members[0].commit(members[0].positions)
        members.removeFirst().close()
      }
    }
    #expect(left, "the second member never got its share")
    #expect(handled.count == total)
    #expect(handled.values.filter { $0 != 1 }.count == 0)
  }
}
