import Records

/// One decoder, its columns and what it refused.
struct Decoding {
  var decoder: RecordDecoder
  var events: EventBatch
  var rejected: [DecodeFailure] = []

  init(_ fields: [EventSchema.Field], maximumByteCount: Int = RecordDecoder.defaultMaximumByteCount) {
    let schema = EventSchema(fields: fields)
    decoder = RecordDecoder(schema: schema, maximumByteCount: maximumByteCount)
    events = EventBatch(schema: schema)
  }

  /// Decodes records given as bytes, nil being a null value, into emptied columns.
  mutating func decode(_ values: [[UInt8]?]) {
    var batch = RecordBatch()
    for (offset, value) in values.enumerated() {
      batch.begin(topic: .events, partition: 0, offset: Int64(offset), timestamp: Timestamp(milliseconds: 0))
      value?.withUnsafeBytes { batch.appendValue($0) }
    }
    events.removeAll()
    rejected.removeAll()
    decoder.decode(batch, 0..<batch.count, into: &events, rejected: &rejected)
  }

  mutating func decode(_ values: [String]) { decode(values.map { Array($0.utf8) }) }

  func number(_ field: String, _ row: Int = 0) -> Double { events.numbers[events.schema.column(field)!][row] }
  func text(_ field: String, _ row: Int = 0) -> String? { events.texts[events.schema.column(field)!].string(row) }
}
