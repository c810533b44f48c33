extension RecordBatch {
  /// Who refused a record: the `stage` header of a dead letter.
  package enum Stage: String, Sendable { case scorer, monitor }

  /// Appends a refused record to be sent to the dead-letter topic: key, value and headers as they came, and further
  /// headers that say why, where and by whom.
  ///
  /// - Parameters:
  ///   - record: the record's index in `source`.
  ///   - sourceTopicName: the topic that it was read from.
  ///   - time: when it was refused.
  package mutating func appendDeadLetter(
    record: Int, of source: RecordBatch, failure: DecodeFailure, sourceTopicName: String, stage: Stage,
    time: Timestamp
  ) {
    let entry = source.entries[record]
    append(record, of: source, topic: .deadletter)
    appendHeader("error", failure.code.rawValue)
    appendHeader("message", failure.message)
    if let field = failure.field { appendHeader("field", field) }
    appendHeader("topic", sourceTopicName)
    appendHeader("partition", String(entry.partition))
    appendHeader("offset", String(entry.offset))
    appendHeader("time", String(time.milliseconds))
    appendHeader("stage", stage.rawValue)
  }

  /// Adds a header of text. Allocates: for the cold paths.
  package mutating func appendHeader(_ name: StaticString, _ text: String) {
    var text = text
    text.withUTF8 { appendHeader(name, UnsafeRawBufferPointer($0)) }
  }
}
