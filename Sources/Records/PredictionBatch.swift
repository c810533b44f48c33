/// Decoded predictions as columns.
package struct PredictionBatch: Sendable {
  package let task: LearningTask
  /// The columns that the JSON gave.
  var events: EventBatch
  /// A row a prediction; NaN throughout where the vector is of another layout.
  package internal(set) var matrix: FeatureMatrix
  /// Whether each row's vector is of the decoder's layout.
  package internal(set) var hasVector: [Bool] = []

  package init(task: LearningTask, layout: FeatureLayout) {
    self.init(task: task, schema: .predictions(task), layout: layout)
  }

  /// - Parameter schema: begins with a prediction's columns.
  init(task: LearningTask, schema: EventSchema, layout: FeatureLayout) {
    self.task = task
    events = EventBatch(schema: schema)
    matrix = FeatureMatrix(layout: layout)
  }

  package var count: Int { events.count }
  /// The record that each row was decoded from.
  package var records: [Int32] { events.records }
  /// The events' ids.
  package var ids: ByteColumn { events.texts[EventSchema.WireColumn.id] }
  /// The events' times, in milliseconds.
  package var times: [Double] { events.numbers[EventSchema.WireColumn.time] }
  /// The probability of class 1 or of the predicted class, or a regression's value; NaN where the model had no answer.
  package var scores: [Double] { events.numbers[EventSchema.WireColumn.score] }
  /// The predicted class of a binary task, 0 or 1; NaN where the model had no answer. Empty in other tasks.
  package var labels: [Double] { task == .binary ? events.numbers[EventSchema.WireColumn.label] : [] }
  /// The predicted classes of a multiclass task. Empty in other tasks.
  package var classNames: ByteColumn {
    task == .multiclass ? events.texts[EventSchema.WireColumn.label] : ByteColumn()
  }

  /// The model that made the prediction.
  package func model(_ row: Int) -> ModelVersion {
    ModelVersion(Int(events.numbers[EventSchema.WireColumn.model][row]))
  }

  /// Empties the batch and keeps its storage.
  package mutating func removeAll() {
    events.removeAll()
    matrix.removeAll()
    hasVector.removeAll(keepingCapacity: true)
  }
}
