import Records
import Statistics
import Training

/// Decodes the examples that a command names into a training set, each event's first.
///
/// After a crash under at-least-once the newest examples are written a second time, with the same id into the same
/// partition; counted twice, they would weigh twice.
package struct ExampleReading {
  private var builder: TrainingSetBuilder
  private var decoder: ExampleDecoder
  private var rows: ExampleBatch
  private var failures: [DecodeFailure] = []
  private let task: LearningTask
  /// Records that are no examples of this pipeline's features.
  package private(set) var refusedCount = 0
  /// Further examples of events that have one already.
  package private(set) var repeatedCount = 0
  /// Hashes of the ids that have been taken.
  private var taken: Set<UInt64> = []

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
    let (times, actuals) = (rows.times, rows.actuals)
    for row in 0..<rows.count {
      let entry = batch.entries[Int(rows.records[row])]
      guard isWanted(entry, ranges) else { continue }
      guard taken.insert(rows.ids.withBytes(row) { Self.hash($0) }).inserted else {
        repeatedCount += 1
        continue
      }
      let label: ExampleLabel =
        task == .multiclass ? .name(rows.actualClassNames.string(row) ?? "") : .number(actuals[row])
      let position = ExamplePosition(
        eventTime: Timestamp(milliseconds: Int64(times[row])), partition: entry.partition, offset: entry.offset)
      builder.append(row: row, of: rows.matrix, label: label, at: position)
    }
  }

  private static func hash(_ id: UnsafeRawBufferPointer) -> UInt64 {
    var hash = FNV1a()
    hash.combine(id)
    return hash.value
  }

  private func isWanted(_ entry: RecordBatch.Entry, _ ranges: [Int32: OffsetRange]) -> Bool {
    guard let range = ranges[entry.partition] else { return false }
    return range.from <= entry.offset && entry.offset < range.to
  }

  package func build() -> TrainingSet { builder.build() }

  /// The set of the examples that a training names.
  ///
  /// - Parameters:
  ///   - held: the offsets that the examples topic holds.
  ///   - read: hands over the records of ranges, and perhaps others, until its body says that it has enough.
  /// - Throws: `TrainerProblem` where none are named, or some of them are gone.
  package static func set(
    of examples: Command.Examples, held: [OffsetRange], for trainer: Trainer,
    read: ([OffsetRange], (RecordBatch) -> Bool) throws -> Void
  ) throws -> (set: TrainingSet, refusedCount: Int) {
    guard !examples.ranges.isEmpty else { throw TrainerProblem.noExamples }
    let expired = examples.ranges.compactMap { range -> TrainerProblem.Expired? in
      let first = held.first { $0.partition == range.partition }?.from ?? 0
      return first > range.from ? TrainerProblem.Expired(range: range, first: first) : nil
    }
    guard expired.isEmpty else { throw TrainerProblem.expired(expired) }
    var reading = ExampleReading(builder: trainer.makeBuilder(for: examples), task: trainer.definition.labels.task)
    let wanted = Dictionary(uniqueKeysWithValues: examples.ranges.map { ($0.partition, $0) })
    var open = wanted
    try read(examples.ranges) { batch in
      reading.take(batch, ranges: wanted)
      for entry in batch.entries where entry.offset + 1 >= wanted[entry.partition]?.to ?? .max {
        open[entry.partition] = nil
      }
      return open.isEmpty
    }
    return (reading.build(), reading.refusedCount)
  }
}
