import Kafka
import Pipeline
import Records

/// Streams a table's rows as events, and each row's label some rows later.
package struct CSVProduction {
  package struct Result: Sendable {
    package var events = 0
    package var labels = 0
    package var seconds = 0.0
  }

  package struct Options: Sendable {
    /// Rows a second; nil for as fast as the broker takes them.
    package var rate: Double?
    /// A row's label goes out after the event so many rows later.
    package var labelDelay: Int
    package var labelColumn: String?
    /// Event time between two rows, for a table without times.
    package var step: Duration
    /// At most so many rows.
    package var limit: Int?

    package init(
      rate: Double?, labelDelay: Int = 0, labelColumn: String? = nil, step: Duration = .seconds(1_800),
      limit: Int? = nil
    ) {
      self.rate = rate
      self.labelDelay = labelDelay
      self.labelColumn = labelColumn
      self.step = step
      self.limit = limit
    }
  }

  private static let rowsInBatch = 500
  private static let deliveryTimeout = Duration.seconds(120)

  private let path: String
  private let records: CSVRecords
  private let producer: KafkaProducer
  private let options: Options
  private let clock: @Sendable () -> Timestamp

  /// - Throws: `CSVError` or `CSVRecords.Mismatch` when the table is none for the pipeline.
  package init(
    path: String, definition: PipelineDefinition, settings: ServiceSettings, options: Options,
    clock: @escaping @Sendable () -> Timestamp
  ) throws {
    self.path = path
    self.options = options
    self.clock = clock
    records = try CSVRecords(
      definition: definition, header: try CSVReader(path: path).header, labelColumn: options.labelColumn,
      step: options.step)
    producer = try KafkaProducer(settings.kafka, names: definition.topics)
  }

  /// Blocks until the whole table is delivered.
  ///
  /// - Parameters:
  ///   - stop: raised to end early, with what was read so far delivered.
  ///   - progress: called with the number of rows sent.
  package func run(until stop: StopSignal, progress: (Int) -> Void) throws -> Result {
    var reader = try CSVReader(path: path)
    var result = Result()
    var batch = RecordBatch()
    var waiting = RowQueue()
    let started = ContinuousClock.now
    while !stop.isRaised, result.events < options.limit ?? .max, let row = try reader.next() {
      let now = clock()
      records.appendEvent(row, index: result.events, to: &batch, now: now)
      waiting.append(row)
      if waiting.count > options.labelDelay {
        let due = waiting.removeFirst()
        if records.appendLabel(due, index: result.events - options.labelDelay, to: &batch, now: now) {
          result.labels += 1
        }
      }
      result.events += 1
      if result.events % batchCount == 0 {
        try send(&batch)
        progress(result.events)
        pace(result.events, since: started, until: stop)
      }
    }
    var index = result.events - waiting.count
    while waiting.count > 0 {
      if records.appendLabel(waiting.removeFirst(), index: index, to: &batch, now: clock()) { result.labels += 1 }
      index += 1
    }
    try send(&batch)
    try producer.flush(timeout: Self.deliveryTimeout)
    result.seconds = (ContinuousClock.now - started) / .seconds(1)
    return result
  }

  /// Twenty batches a second at the least, so that a slow rate is even.
  private var batchCount: Int {
    guard let rate = options.rate else { return Self.rowsInBatch }
    return max(1, min(Self.rowsInBatch, Int(rate / 20)))
  }

  private func send(_ batch: inout RecordBatch) throws {
    let refused = try producer.send(batch)
    if let first = refused.first {
      throw KafkaError(kind: .refused, code: 0, name: "RECORD_TOO_LARGE", message: "a row is \(first.reason)")
    }
    batch.removeAll()
  }

  private func pace(_ rows: Int, since start: ContinuousClock.Instant, until stop: StopSignal) {
    guard let rate = options.rate else { return }
    let ahead = Double(rows) / rate - (ContinuousClock.now - start) / .seconds(1)
    if ahead > 0 { stop.wait(atMost: ahead) }
  }
}

/// Rows whose labels are still to be sent, oldest first.
private struct RowQueue {
  private var rows: [[String]] = []
  private var first = 0

  var count: Int { rows.count - first }

  mutating func append(_ row: [String]) { rows.append(row) }

  mutating func removeFirst() -> [String] {
    defer {
      first += 1
      if first > 1_024, first * 2 > rows.count {
        rows.removeFirst(first)
        first = 0
      }
    }
    return rows[first]
  }
}
