/// Decoded examples as columns: those of their predictions, and what really happened.
@dynamicMemberLookup
package struct ExampleBatch: Sendable {
  /// The predictions that the examples were made of, a row an example; their columns are read as the batch's own.
  package internal(set) var predictions: PredictionBatch

  package init(task: LearningTask, layout: FeatureLayout) {
    predictions = PredictionBatch(task: task, schema: .examples(task), layout: layout)
  }

  package subscript<Column>(dynamicMember column: KeyPath<PredictionBatch, Column>) -> Column {
    predictions[keyPath: column]
  }

  /// What really happened: 0 or 1, or a regression's value. Empty in a multiclass task.
  package var actuals: [Double] { predictions.events.numbers[actualColumn] }
  /// The actual classes of a multiclass task. Empty in other tasks.
  package var actualClassNames: ByteColumn { predictions.events.texts[actualColumn] }
  /// When the labels were known, in milliseconds.
  package var labelTimes: [Double] { predictions.events.numbers[actualColumn + 1] }

  private var actualColumn: Int {
    predictions.task == .regression ? EventSchema.WireColumn.label : EventSchema.WireColumn.label + 1
  }

  /// The model that made the prediction.
  package func model(_ row: Int) -> ModelVersion { predictions.model(row) }

  /// Empties the batch and keeps its storage.
  package mutating func removeAll() { predictions.removeAll() }
}
