import Foundation
import Pipeline
import Records
import Service

/// Events out of a table or of JSON lines, in batches.
struct RowSource {
  /// A table; JSON lines when nil.
  let csv: String?
  let events: String
  let definition: PipelineDefinition
  /// Event time between two rows of a table without times.
  let step: Duration

  func forEachBatch(of count: Int, _ body: (RecordBatch, Timestamp) throws -> Void) throws {
    var batch = RecordBatch()
    var row = 0
    func flush() throws {
      if !batch.isEmpty { try body(batch, time(row)) }
      batch.removeAll()
    }
    if let csv {
      var reader = try CSVReader(pathOrStandardInput: csv)
      let records = try CSVRecords(definition: definition, header: reader.header, hasLabels: false, step: step)
      while let cells = try reader.next() {
        records.appendEvent(cells, index: row, to: &batch, now: time(row))
        row += 1
        if batch.count == count { try flush() }
      }
    } else {
      var reader = try LineReader(path: events)
      while let line = try reader.next() {
        line.withUnsafeBytes {
          batch.append(topic: .events, partition: 0, offset: Int64(row), timestamp: time(row), key: nil, value: $0)
        }
        row += 1
        if batch.count == count { try flush() }
      }
    }
    try flush()
  }

  private func time(_ row: Int) -> Timestamp { CSVRecords.start + step * row }
}

extension CSVReader {
  /// Opens a table, or standard input for `-`.
  fileprivate init(pathOrStandardInput path: String) throws(CSVError) {
    guard path == "-" else {
      try self.init(path: path)
      return
    }
    try self.init(file: "standard input") {
      [UInt8](try FileHandle.standardInput.read(upToCount: 1 << 16) ?? Data())
    }
  }
}
