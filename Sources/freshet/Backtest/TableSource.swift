import Pipeline
import Records
import Service

/// Rows of a CSV file; the time of row N is a start plus N steps.
final class TableSource: BacktestSource {
  private var reader: CSVReader
  private let records: CSVRecords
  private let step: Duration

  /// - Throws: `CSVError` or `CSVRecords.Mismatch` when the table is none for the pipeline.
  init(path: String, definition: PipelineDefinition, labelColumn: String?, step: Duration) throws {
    let reader = try CSVReader(path: path)
    records = try CSVRecords(
      definition: definition, header: reader.header, labelColumn: labelColumn, step: step)
    self.reader = reader
    self.step = step
  }

  func next() throws -> [String]? { try reader.next() }

  func time(of row: [String], index: Int) -> Timestamp { CSVRecords.start + step * index }

  func appendEvent(_ row: [String], index: Int, to batch: inout RecordBatch, now: Timestamp) {
    records.appendEvent(row, index: index, to: &batch, now: now)
  }

  func appendLabel(_ row: [String], index: Int, to batch: inout RecordBatch, now: Timestamp) {
    _ = records.appendLabel(row, index: index, to: &batch, now: now)
  }

  func label(_ row: [String]) -> String? { records.label(row) }
}
