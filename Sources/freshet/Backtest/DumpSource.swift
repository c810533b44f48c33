import Pipeline
import Records
import Service

/// Records of the events and labels topics as a Kafka client dumps them: a JSON object a line, as `kcat -C -e` writes
/// them, or in the envelope of `kcat -J`. An event's label is found by its id; time is the events' own.
///
/// Labels are held in memory, about their own size.
final class DumpSource: BacktestSource {
  struct Row {
    var event: [UInt8]
    var id: String?
    var time: Timestamp
  }

  private struct Label {
    var record: [UInt8]
    var text: String
  }

  private var events: LineReader
  private var envelope = Envelope()
  private let settings: EventSettings
  private var decoder: RecordDecoder
  private var columns: EventBatch
  private var failures: [DecodeFailure] = []
  private var batch = RecordBatch()
  private var labels: [String: Label] = [:]
  private var newest = Timestamp(milliseconds: 0)

  /// - Parameters:
  ///   - events: the file of the events, in the order in which they came.
  ///   - labels: the file of the labels, in any order; of an id the first counts.
  init(events: String, labels: String, definition: PipelineDefinition) throws {
    self.events = try LineReader(path: events)
    settings = definition.events
    decoder = RecordDecoder(schema: definition.events.schema)
    columns = EventBatch(schema: definition.events.schema)
    try read(labels: labels, of: definition.labels)
  }

  private func read(labels path: String, of settings: LabelSettings) throws {
    var reader = try LineReader(path: path)
    var decoder = RecordDecoder(schema: settings.schema)
    var columns = EventBatch(schema: settings.schema)
    while let line = try reader.next() {
      let record = envelope.value(of: line)
      columns.removeAll()
      failures.removeAll()
      decode(record, by: &decoder, into: &columns)
      if let failure = failures.first {
        throw LineReader.Problem(
          file: path, line: reader.line,
          problem: "not a label of this pipeline: \(failure.field ?? "the record"): \(failure.message)")
      }
      guard let id = columns.texts[0].string(0), self.labels[id] == nil else { continue }
      let text =
        switch settings.task {
        case .binary: "\(Int(columns.numbers[1][0]))"
        case .regression: "\(columns.numbers[1][0])"
        case .multiclass: columns.texts[1].string(0) ?? ""
        }
      self.labels[id] = Label(record: record, text: text)
    }
  }

  private func decode(_ record: [UInt8], by decoder: inout RecordDecoder, into columns: inout EventBatch) {
    batch.removeAll()
    record.withUnsafeBytes {
      batch.append(topic: .events, timestamp: Timestamp(milliseconds: 0), key: nil, value: $0)
    }
    decoder.decode(batch, 0..<1, into: &columns, rejected: &failures)
  }

  func next() throws -> Row? {
    guard let line = try events.next() else { return nil }
    let event = envelope.value(of: line)
    columns.removeAll()
    failures.removeAll()
    decode(event, by: &decoder, into: &columns)
    // A record that the service would refuse is its dead letter here too.
    guard columns.count == 1 else { return Row(event: event, id: nil, time: newest) }
    newest = max(newest, Timestamp(milliseconds: Int64(columns.numbers[settings.timeColumn][0])))
    return Row(event: event, id: columns.texts[settings.idColumn].string(0), time: newest)
  }

  func time(of row: Row, index: Int) -> Timestamp { row.time }

  func appendEvent(_ row: Row, index: Int, to batch: inout RecordBatch, now: Timestamp) {
    append(row.event, topic: .events, key: row.id, to: &batch, now: now)
  }

  func appendLabel(_ row: Row, index: Int, to batch: inout RecordBatch, now: Timestamp) {
    guard let id = row.id, let label = labels[id] else { return }
    append(label.record, topic: .labels, key: id, to: &batch, now: now)
  }

  private func append(
    _ record: [UInt8], topic: Topic, key: String?, to batch: inout RecordBatch, now: Timestamp
  ) {
    var key = key ?? ""
    key.withUTF8 { key in
      record.withUnsafeBytes {
        batch.append(topic: topic, timestamp: now, key: UnsafeRawBufferPointer(key), value: $0)
      }
    }
  }

  func label(_ row: Row) -> String? { row.id.flatMap { labels[$0]?.text } }
}
