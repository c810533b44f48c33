import Records

/// A stretch of what waits in a `JoinTable`: halves that were written within one slice of time.
struct JoinBlock: Sendable {
  struct Row: Sendable {
    var hash: UInt64
    var arrival: Timestamp
    var half: JoinTable.Half
  }

  static let maximumRowCount = 4_096
  static let maximumRecordByteCount = 1 << 20

  /// The slice of time that its halves were written in.
  let slice: Range<Int64>
  /// When the wait of all its halves is over.
  let end: Timestamp
  private(set) var rows: [Row] = []
  /// A record a row: the prediction as it came, or the label's value; the event's id as key.
  private(set) var records: RecordBatch
  /// Rows that wait.
  var waitingCount = 0
  /// Predictions ever added.
  private(set) var predictionCount = 0
  /// Nothing more is added.
  private(set) var isClosed = false
  /// Its predictions have been given up.
  private(set) var isExpired = false

  /// - Parameter storage: an empty batch whose storage is used again.
  init(slice: Range<Int64>, end: Timestamp, storage: RecordBatch) {
    self.slice = slice
    self.end = end
    records = storage
  }

  var byteCount: Int {
    records.byteCount + records.count * MemoryLayout<RecordBatch.Entry>.stride + rows.count * MemoryLayout<Row>.stride
  }

  // MARK: Adding

  /// Adds a prediction: record `index` of `batch`.
  ///
  /// - Returns: how many bytes the block has grown by.
  mutating func addPrediction(_ row: Row, record index: Int, of batch: RecordBatch) -> Int {
    let before = records.byteCount
    records.append(index, of: batch, topic: .examples)
    predictionCount += 1
    return add(row, bytesBefore: before)
  }

  /// Adds a label with its value.
  ///
  /// - Returns: how many bytes the block has grown by.
  mutating func addLabel(_ row: Row, id: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Int {
    let before = records.byteCount
    records.append(topic: .labels, timestamp: row.half.time, key: id, value: value)
    return add(row, bytesBefore: before)
  }

  private mutating func add(_ row: Row, bytesBefore: Int) -> Int {
    rows.append(row)
    waitingCount += 1
    return records.byteCount - bytesBefore + MemoryLayout<RecordBatch.Entry>.stride + MemoryLayout<Row>.stride
  }

  // MARK: Ending

  mutating func close() { isClosed = true }

  mutating func expire() {
    isExpired = true
    isClosed = true
  }

  /// Closes the block and hands its records over, which nobody waits for any more.
  mutating func takeRecords() -> RecordBatch {
    isClosed = true
    defer { records = RecordBatch() }
    return records
  }

  /// Drops everything: what is left is a number.
  mutating func clear() {
    expire()
    rows = []
    waitingCount = 0
  }
}
