import Records
import Service

/// Takes the value out of the envelope that `kcat -J` puts around a record; any other line is the value itself.
struct Envelope {
  private static let start = Array(#"{"topic":"#.utf8)

  private static let schema = EventSchema(fields: [
    EventSchema.Field(name: "topic", type: .string, isRequired: true),
    EventSchema.Field(name: "offset", type: .int, isRequired: true),
    EventSchema.Field(name: "payload", type: .string, isRequired: true),
  ])
  private var decoder = RecordDecoder(schema: Envelope.schema, maximumByteCount: LineReader.lineByteLimit)
  private var columns = EventBatch(schema: Envelope.schema)
  private var failures: [DecodeFailure] = []
  private var batch = RecordBatch()

  mutating func value(of line: [UInt8]) -> [UInt8] {
    guard line.starts(with: Self.start) else { return line }
    batch.removeAll()
    columns.removeAll()
    failures.removeAll()
    line.withUnsafeBytes { batch.append(topic: .events, timestamp: Timestamp(milliseconds: 0), key: nil, value: $0) }
    decoder.decode(batch, 0..<1, into: &columns, rejected: &failures)
    guard columns.count == 1, let payload = columns.texts[2].string(0) else { return line }
    return Array(payload.utf8)
  }
}
