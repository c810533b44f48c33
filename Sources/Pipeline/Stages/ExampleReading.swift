import Records
import Training

/// Decodes the examples that a command names into a training set.
package struct ExampleReading {
  private var builder: TrainingSetBuilder
  private var decoder: ExampleDecoder
  private var rows: ExampleBatch
  private var failures: [DecodeFailure] = []
  private let task: LearningTask
  /// Records that are no examples of this pipeline's features.
  package private(set) var refusedCount = 0

  package init(builder: TrainingSetBuilder, task: LearningTask) {
    self.task = task
    decoder = ExampleDecoder(task: task, layout: builder.layout)
    rows = ExampleBatch(task: task, layout: builder.layout)
    self.builder = builder
  }

  package mutating func take(_ batch: RecordBatch, ranges: [Int32: OffsetRange]) {
    rows.removeAll()
    failures.removeAll()
    decoder.decode(batch, 0..<batch.count, into: &rows, rejected: &failures)
    refusedCount += failures.count { isWanted(batch.entries[$0.record], ranges) }
    for row in 0..<rows.count {
      let entry = batch.entries[Int(rows.records[row])]
      guard isWanted(entry, ranges) else { continue }
      let label: ExampleLabel =
        task == .multiclass ? .name(rows.actualClassNames.string(row) ?? "") : .number(rows.actuals[row])
      let position = ExamplePosition(
        eventTime: Timestamp(milliseconds: Int64(rows.times[row])), partition: entry.partition, offset: entry.offset)
      builder.append(row: row, of: rows.matrix, label: label, at: position)
    }
  }

  private func isWanted(_ entry: RecordBatch.Entry, _ ranges: [Int32: OffsetRange]) -> Bool {
    guard let range = ranges[entry.partition] else { return false }
    return range.from <= entry.offset && entry.offset < range.to
  }

  package func build() -> TrainingSet { builder.build() }
}
