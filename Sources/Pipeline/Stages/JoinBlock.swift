import Records

/// A stretch of what waits in a `JoinTable`: halves that were written within one slice of time.
struct JoinBlock: Sendable {
  struct Row: Sendable {
    var hash: UInt64
    var arrival: Timestamp
    var half: JoinTable.Half
  }

  private static let maximumRowCount = 4_096
  private static let maximumRecordByteCount = 1 << 20

  let slice: Int64
  /// When the wait of all its halves is over.
  let end: Timestamp
  var rows: [Row] = []
  /// A record a row: the prediction as it came, or the label's value; the event's id as key.
  var records = RecordBatch()
  /// Rows that wait.
  var waitingCount = 0
  /// Predictions ever added.
  var predictionCount = 0
  /// Nothing more is added.
  var isClosed = false
  /// Its predictions have been given up.
  var isExpired = false
  /// As it was measured last.
  var byteCount = 0

  init(slice: Int64, end: Timestamp) {
    self.slice = slice
    self.end = end
  }

  /// Whether a half of a slice goes here.
  func takes(_ slice: Int64) -> Bool {
    !isClosed && self.slice == slice && rows.count < Self.maximumRowCount
      && records.byteCount < Self.maximumRecordByteCount
  }

  var measuredByteCount: Int {
    records.byteCount + records.count * MemoryLayout<RecordBatch.Entry>.stride + rows.count * MemoryLayout<Row>.stride
  }
}
