import Records

/// Rows of a recorded stream in order, each an event and perhaps its label: a table, or a dump of the topics.
protocol BacktestSource: AnyObject {
  associatedtype Row

  /// The next row; nil at the end.
  func next() throws -> Row?
  /// The virtual time at which the row's event came.
  func time(of row: Row, index: Int) -> Timestamp
  func appendEvent(_ row: Row, index: Int, to batch: inout RecordBatch, now: Timestamp)
  /// Appends the row's label, if it has one.
  func appendLabel(_ row: Row, index: Int, to batch: inout RecordBatch, now: Timestamp)
  /// The label as the pipeline understands it, a class's name or a number; nil where there is none.
  func label(_ row: Row) -> String?
}
