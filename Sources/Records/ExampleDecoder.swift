/// Reads examples for training: their JSON into columns, their vectors into a matrix.
///
/// A record that does not fit is refused with its reason; a vector of another layout is `wrongLayout`, since a model
/// learns from vectors of its own layout alone.
package struct ExampleDecoder: Sendable {
  package let task: LearningTask
  private var values: RecordDecoder
  private var vectors: VectorDecoder

  package init(task: LearningTask, layout: FeatureLayout) {
    self.task = task
    values = RecordDecoder(schema: .examples(task))
    vectors = VectorDecoder(layout: layout, otherLayouts: .refused)
  }

  /// Appends the records of `indices` that fit to `examples`, and the others to `rejected`.
  package mutating func decode(
    _ batch: RecordBatch, _ indices: Range<Int>, into examples: inout ExampleBatch, rejected: inout [DecodeFailure]
  ) {
    let first = examples.count
    let before = rejected.count
    vectors.scan(batch, indices, rejected: &rejected)
    values.decode(batch, records: vectors.records, into: &examples.events, rejected: &rejected)
    vectors.append(examples.records[first...], of: batch, to: &examples.matrix, hasVector: &examples.hasVector)
    rejected[before...].sort { $0.record < $1.record }
  }
}
