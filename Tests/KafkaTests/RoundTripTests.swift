import Kafka
import Records
import Testing

@Suite("Records through a broker", .timeLimit(.minutes(2)))
struct RoundTripTests {
  @Test("keys, values, headers, times and nulls come back as they were sent", arguments: TestCluster.available)
  func roundTrip(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 1)
    var sent = RecordBatch()
    sent.append(topic: .events, key: "a", value: "text", timestamp: Timestamp(milliseconds: 1_700_000_000_123))
    sent.append(topic: .events, key: nil, value: "no key", timestamp: Timestamp(milliseconds: 1_700_000_000_124))
    sent.append(topic: .events, key: "dead", value: nil, timestamp: Timestamp(milliseconds: 1_700_000_000_125))
    sent.append(topic: .events, key: "", value: "", timestamp: Timestamp(milliseconds: 1_700_000_000_126))
    let binary = (0...255).map(UInt8.init)
    sent.begin(topic: .events, timestamp: Timestamp(milliseconds: 1_700_000_000_127))
    binary.withUnsafeBytes { bytes in
      sent.appendKey(bytes)
      sent.appendValue(bytes)
      sent.appendHeader("features", bytes)
      sent.appendHeader("empty", UnsafeRawBufferPointer(start: bytes.baseAddress, count: 0))
      sent.appendHeader("features", UnsafeRawBufferPointer(rebasing: bytes[1..<3]))
    }
    let producer = try cluster.producer()
    #expect(try producer.send(sent) == [])
    try producer.flush(timeout: .seconds(30))
    #expect(producer.delivered == 5)
    producer.endRound()
    #expect(producer.deliveredEnds(of: .events) == [0: 5])

    let read = try cluster.contents()
    try #require(read.count == 5)
    for index in 0..<5 {
      #expect(read.entries[index].topic == .events)
      #expect(read.entries[index].partition == 0)
      #expect(read.entries[index].offset == Int64(index))
      #expect(read.entries[index].timestamp == sent.entries[index].timestamp)
      #expect(parts(of: read, index) == parts(of: sent, index))
    }
  }

  @Test("100,000 records keep their order within each partition", arguments: TestCluster.available)
  func order(_ kind: TestCluster.Kind) throws {
    let cluster = try TestCluster(kind)
    try cluster.create(.events, partitions: 4)
    try cluster.fill(count: 100_000)
    let read = try cluster.contents()
    #expect(read.count == 100_000)
    var last: [Int32: Int] = [:]
    var ordered = true
    for index in 0..<read.count {
      let number = Int(read.valueString(index)!.dropFirst())!
      if let before = last[read.entries[index].partition], before >= number { ordered = false }
      last[read.entries[index].partition] = number
    }
    #expect(ordered)
    #expect(last.count == 4)
  }

  @Test("a record larger than the client may send is handed back, and the rest of its batch is delivered")
  func tooLarge() throws {
    let cluster = try TestCluster(.embedded, properties: ["message.max.bytes": "2000"])
    try cluster.create(.events, partitions: 1)
    var batch = RecordBatch()
    batch.append(topic: .events, key: "1", value: "small", timestamp: Timestamp(milliseconds: 1))
    batch.append(
      topic: .events, key: "2", value: String(repeating: "x", count: 3_000), timestamp: Timestamp(milliseconds: 1))
    batch.append(topic: .events, key: "3", value: "small too", timestamp: Timestamp(milliseconds: 1))
    let producer = try cluster.producer()
    #expect(try producer.send(batch).map(\.record) == [1])
    try producer.flush(timeout: .seconds(30))
    let read = try cluster.contents()
    #expect((0..<read.count).map { read.keyString($0) } == ["1", "3"])
  }

  @Test("a poll stops at its limits, and a record larger than the byte limit still comes through")
  func limits() throws {
    let cluster = try TestCluster(.embedded)
    try cluster.create(.events, partitions: 1)
    var batch = RecordBatch()
    for index in 0..<50 {
      batch.append(
        topic: .events, key: "\(index)", value: String(repeating: "x", count: 10_000),
        timestamp: Timestamp(milliseconds: 1))
    }
    let producer = try cluster.producer()
    try producer.send(batch)
    try producer.flush(timeout: .seconds(30))
    let reader = try cluster.reader()
    try reader.read(.events, from: .earliest)
    var total = 0
    let deadline = ContinuousClock.now + .seconds(30)
    while total < 50, ContinuousClock.now < deadline {
      batch.removeAll()
      let outcome = try reader.poll(into: &batch, limit: BatchLimit(records: 7, bytes: 1), timeout: .milliseconds(50))
      #expect(outcome.records == batch.count)
      #expect(batch.count <= 7)
      total += batch.count
    }
    #expect(total == 50)
  }

  private func parts(of batch: RecordBatch, _ index: Int) -> [[UInt8]?] {
    var parts: [[UInt8]?] = [
      batch.withKey(index) { $0.map(Array.init) }, batch.withValue(index) { $0.map(Array.init) },
    ]
    batch.forEachHeader(index) { name, value in
      parts.append(Array(name))
      parts.append(Array(value))
    }
    return parts
  }
}
