extension RecordBatch {
  /// Appends an alert, keyed by what it is about.
  package mutating func append(_ alert: Alert) throws {
    let slice = alert.slice?.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    let key = [alert.detector ?? alert.kind.rawValue, alert.on, slice].compactMap { $0 }.joined(separator: "/")
    try append(topic: .alerts, key: key, json: alert, timestamp: alert.time)
  }

  /// Appends a command, keyed by its pipeline.
  package mutating func append(_ command: Command) throws {
    try append(topic: .commands, key: command.pipeline, json: command, timestamp: command.time)
  }

  /// Appends a record whose value is the JSON of `value`.
  package mutating func append(topic: Topic, key: String, json value: some Encodable, timestamp: Timestamp) throws {
    let bytes = try JSONCoding.encode(value)
    var key = key
    begin(topic: topic, timestamp: timestamp)
    key.withUTF8 { appendKey(UnsafeRawBufferPointer($0)) }
    bytes.withUnsafeBytes { appendValue($0) }
  }

  /// Decodes a record's JSON value. For the cold records.
  package func decodeValue<Value: Decodable>(_ type: Value.Type, of index: Int) throws -> Value {
    try withValue(index) { try JSONCoding.decode(type, from: $0 ?? UnsafeRawBufferPointer(start: nil, count: 0)) }
  }
}
