import Kafka
import Records
import Testing

@Suite("Partitions follow from keys as in Java's clients", .timeLimit(.minutes(1)))
struct PartitionerTests {
  /// The vectors of `UtilsTest.testMurmur2` in Apache Kafka.
  private static let murmur2: [(key: String, hash: Int32)] = [
    ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
    ("a-little-bit-longer-string", -1_486_304_829),
    ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
  ]

  @Test("keyed records go to (murmur2 & 0x7fffffff) % partitions", arguments: TestCluster.available)
  func golden(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    let partitions: Int32 = 97
    try cluster.create(.predictions, partitions: Int(partitions))
    var batch = RecordBatch()
    for (key, _) in Self.murmur2 {
      batch.append(topic: .predictions, key: key, value: "", timestamp: Timestamp(milliseconds: 1))
    }
    let producer = try cluster.producer()
    try producer.send(batch)
    try producer.flush(timeout: .seconds(30))
    let read = try cluster.contents(.predictions)
    var found: [String: Int32] = [:]
    for index in 0..<read.count { found[read.keyString(index)!] = read.entries[index].partition }
    for (key, hash) in Self.murmur2 {
      #expect(found[key] == (hash & 0x7fff_ffff) % partitions, "partition of \(key)")
    }
  }

  @Test("a record that names its partition goes there", arguments: TestCluster.available)
  func explicit(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 5)
    var batch = RecordBatch()
    for partition in 0..<Int32(5) {
      batch.append(
        topic: .events, key: "one key", value: "", partition: partition, timestamp: Timestamp(milliseconds: 1))
    }
    let producer = try cluster.producer()
    try producer.send(batch)
    try producer.flush(timeout: .seconds(30))
    producer.endRound()
    #expect(producer.deliveredEnds(of: .events) == [0: 1, 1: 1, 2: 1, 3: 1, 4: 1])
  }
}
