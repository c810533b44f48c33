/// Reads examples for training: their JSON into columns, their vectors into a matrix.
///
/// A record that does not fit is refused with its reason; a vector of another layout is `wrongLayout`, since a model
/// learns from vectors of its own layout alone.
package struct ExampleDecoder: Sendable {
  private var predictions: PredictionDecoder

  package init(task: LearningTask, layout: FeatureLayout) {
    predictions = PredictionDecoder(task: task, schema: .examples(task), layout: layout, otherLayouts: .refused)
  }

  /// Appends the records of `indices` that fit to `examples`, and the others to `rejected`.
  package mutating func decode(
    _ batch: RecordBatch, _ indices: Range<Int>, into examples: inout ExampleBatch, rejected: inout [DecodeFailure]
  ) {
    predictions.decode(batch, indices, into: &examples.predictions, rejected: &rejected)
  }
}
