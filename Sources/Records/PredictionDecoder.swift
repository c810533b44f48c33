/// Reads predictions back: their JSON into columns, their vectors into a matrix.
///
/// A record that does not fit is refused with its reason. A vector of another layout is no fault: its prediction can be
/// joined all the same, and its row of the matrix is NaN.
package struct PredictionDecoder: Sendable {
  package let task: LearningTask
  private var values: RecordDecoder
  private var vectors: VectorDecoder

  package init(task: LearningTask, layout: FeatureLayout) {
    self.init(task: task, schema: .predictions(task), layout: layout, otherLayouts: .accepted)
  }

  /// - Parameter schema: begins with a prediction's columns.
  init(task: LearningTask, schema: EventSchema, layout: FeatureLayout, otherLayouts: VectorDecoder.OtherLayouts) {
    self.task = task
    values = RecordDecoder(schema: schema)
    vectors = VectorDecoder(layout: layout, otherLayouts: otherLayouts)
  }

  /// Appends the records of `indices` that fit to `predictions`, and the others to `rejected`.
  package mutating func decode(
    _ batch: RecordBatch, _ indices: Range<Int>, into predictions: inout PredictionBatch,
    rejected: inout [DecodeFailure]
  ) {
    let first = predictions.count
    let before = rejected.count
    vectors.scan(batch, indices, rejected: &rejected)
    values.decode(batch, records: vectors.records, into: &predictions.events, rejected: &rejected)
    vectors.append(
      predictions.records[first...], of: batch, to: &predictions.matrix, hasVector: &predictions.hasVector)
    rejected[before...].sort { $0.record < $1.record }
  }
}
