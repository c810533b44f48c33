import Records
import Testing

@Suite("Dead letters")
struct DeadLetterTests {
  @Test("Key, value and headers go untouched; further headers say why, where and by whom")
  func untouched() {
    var source = RecordBatch()
    let value: [UInt8] = [0xff, 0x00, 0x7b]
    source.begin(topic: .events, partition: 3, offset: 42, timestamp: Timestamp(milliseconds: 5))
    [UInt8]("key".utf8).withUnsafeBytes { source.appendKey($0) }
    value.withUnsafeBytes { source.appendValue($0) }
    source.appendHeader("trace", "t-1")
    var letters = RecordBatch()
    letters.appendDeadLetter(
      record: 0, of: source, failure: .init(record: 0, code: .outOfRange, field: "amount", message: "too much"),
      sourceTopicName: "fraud.events", stage: .scorer, time: Timestamp(milliseconds: 77))
    #expect(letters.entries[0].topic == .deadletter)
    #expect(letters.entries[0].timestamp == 5)
    #expect(letters.keyString(0) == "key")
    letters.withValue(0) { #expect($0.map(Array.init) == value) }
    var headers: [String] = []
    letters.forEachHeader(0) { name, value in
      headers.append("\(String(decoding: name, as: UTF8.self))=\(String(decoding: value, as: UTF8.self))")
    }
    #expect(
      headers == [
        "trace=t-1", "error=out_of_range", "message=too much", "field=amount", "topic=fraud.events", "partition=3",
        "offset=42", "time=77", "stage=scorer",
      ])
  }

  @Test("A record without key, value and headers is a dead letter without key and value")
  func bare() {
    var source = RecordBatch()
    source.append(topic: .labels, key: nil, value: nil, partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0))
    var letters = RecordBatch()
    letters.appendDeadLetter(
      record: 0, of: source, failure: .init(record: 0, code: .nullValue, message: "m"), sourceTopicName: "l",
      stage: .monitor, time: Timestamp(milliseconds: 1))
    #expect(letters.keyString(0) == nil && letters.valueString(0) == nil)
    #expect(letters.headerString("error", of: 0) == "null_value")
    #expect(letters.headerString("field", of: 0) == nil)
    #expect(letters.headerString("stage", of: 0) == "monitor")
  }
}
