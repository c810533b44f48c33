import Kafka
import Pipeline
import Records

/// How well the predictions did, over all examples that the topic holds.
struct ExamplePerformance {
  private(set) var byModel: [ModelVersion: Performance] = [:]

  init(definition: PipelineDefinition, settings: KafkaSettings) throws {
    let task = definition.labels.task
    let layout = try definition.featureProgram().layout
    var rows = ExampleBatch(task: task, layout: layout)
    var examples = ExampleDecoder(task: task, layout: layout)
    var failures: [DecodeFailure] = []
    guard let reader = try TopicReader.existing([.examples], settings: settings, names: definition.topics) else {
      return
    }
    try reader.readToEnd { batch in
      rows.removeAll()
      failures.removeAll()
      examples.decode(batch, 0..<batch.count, into: &rows, rejected: &failures)
      for row in 0..<rows.count { note(rows, row: row) }
      return true
    }
  }

  private mutating func note(_ rows: ExampleBatch, row: Int) {
    let model = rows.model(row)
    switch rows.task {
    case .binary:
      guard rows.labels[row].isFinite else { return }
      byModel[model, default: .init()].noteBinary(
        score: rows.scores[row], isPredicted: rows.labels[row] == 1, isPositive: rows.actuals[row] == 1)
    case .multiclass:
      guard !rows.classNames.isMissing(row) else { return }
      byModel[model, default: .init()].noteClass(
        isCorrect: rows.classNames[row].elementsEqual(rows.actualClassNames[row]))
    case .regression:
      guard rows.scores[row].isFinite else { return }
      byModel[model, default: .init()].noteValue(rows.scores[row], actual: rows.actuals[row])
    }
  }
}
