import Kafka
import Records
import Testing

@Suite("Transactions", .timeLimit(.minutes(2)))
struct TransactionTests {
  private func output(_ key: String) -> RecordBatch {
    var batch = RecordBatch()
    batch.append(topic: .predictions, key: key, value: key, timestamp: Timestamp(milliseconds: 1))
    return batch
  }

  @Test("records and offsets are committed together", arguments: TestCluster.available)
  func commit(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    try cluster.create(.predictions, partitions: 1)
    try cluster.fill(count: 10)
    let member = try cluster.member()
    var batch = RecordBatch()
    try poll(member, into: &batch, until: "10 records") { batch, _ in batch.count == 10 }
    let producer = try cluster.producer(transactionalID: cluster.group)
    try producer.initTransactions()
    try producer.begin()
    try producer.send(output("a"))
    try producer.sendOffsets(member.positions, of: member)
    try producer.commit()
    #expect(producer.delivered == 1)
    // The embedded broker acknowledges the offsets of a transaction and forgets them; see its limits.
    let committed: [TopicPartition: Int64] = kind == .embedded ? [:] : [TopicPartition(.events, 0): 10]
    #expect(try member.committed(member.assignment) == committed)
    let read = try cluster.contents(.predictions)
    #expect((0..<read.count).map { read.keyString($0) } == ["a"])
  }

  @Test(
    "an aborted transaction takes its records and offsets back, and the next one works",
    arguments: TestCluster.available)
  func abort(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.predictions, partitions: 1)
    let producer = try cluster.producer(transactionalID: cluster.group)
    try producer.initTransactions()
    try producer.begin()
    try producer.send(output("aborted"))
    try producer.flush(timeout: .seconds(30))
    try producer.abort()
    try producer.begin()
    try producer.send(output("committed"))
    try producer.commit()
    let read = try cluster.contents(.predictions)
    // The embedded broker does not isolate transactions; see its limits.
    let visible = kind == .embedded ? ["aborted", "committed"] : ["committed"]
    #expect((0..<read.count).map { read.keyString($0) } == visible)
  }

  @Test("a refused partition asks for an abort, after which the round can be sent again")
  func abortable() throws {
    let (cluster, broker) = try TestCluster.faulty()
    try cluster.create(.predictions, partitions: 1)
    let producer = try cluster.producer(transactionalID: "transactions")
    try producer.initTransactions()
    broker.fail(.addPartitionsToTransaction, with: [.topicAuthorizationFailed])
    try producer.begin()
    do {
      try producer.send(output("a"))
      try producer.commit()
      Issue.record("committed a refused transaction")
    } catch {
      #expect(error.kind == .abortable, "\(error)")
    }
    try producer.abort()
    try producer.begin()
    try producer.send(output("a"))
    try producer.commit()
    let read = try cluster.contents(.predictions)
    #expect(read.count == 1)
  }

  @Test("a fenced producer ends with a fatal error")
  func fenced() throws {
    let (cluster, broker) = try TestCluster.faulty()
    try cluster.create(.predictions, partitions: 1)
    let producer = try cluster.producer(transactionalID: "transactions")
    try producer.initTransactions()
    try producer.begin()
    try producer.send(output("a"))
    broker.fail(.endTransaction, with: [.producerFenced])
    do {
      try producer.commit()
      Issue.record("a fenced producer committed")
    } catch {
      #expect(error.kind == .fatal, "\(error)")
    }
  }
}
