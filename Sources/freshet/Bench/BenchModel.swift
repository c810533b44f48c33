import Features
import Models
import Pipeline
import Records
import Training

/// The model of workload A, trained in this process by the training stage from generated examples.
struct BenchModel: Sendable {
  private static let exampleCount = 20_000
  private static let exampleSeed: UInt64 = 11

  let definition: PipelineDefinition
  let program: FeatureProgram
  /// Two versions of one training, to be swapped for each other.
  let outcomes: [Trainer.Outcome]

  var model: Model { outcomes[0].candidate.model }

  init(definition: PipelineDefinition) throws {
    self.definition = definition
    program = try definition.featureProgram()
    let set = Self.examples(definition, program)
    let trainer = Trainer(definition: definition, layout: program.layout)
    let prior = Model.prior(task: .binary, layout: program.layout, classes: [])
    let ranges = Command.Examples(ranges: [])
    outcomes = try [1, 2].map { version in
      let command = Command(
        commandID: "bench-\(version)", pipeline: definition.name, command: .retrain, time: Timestamp(milliseconds: 0))
      let trained = try trainer.train(
        set, command: command, examples: ranges, version: ModelVersion(version), parent: .prior)
      return trainer.judge(trained, live: prior, learnedThrough: nil, latency: nil)
    }
  }

  private static func examples(_ definition: PipelineDefinition, _ program: FeatureProgram) -> TrainingSet {
    var workload = BenchWorkload(seed: exampleSeed)
    var (events, labels) = (RecordBatch(), RecordBatch())
    for _ in 0..<exampleCount {
      workload.appendNext(at: Timestamp(milliseconds: 0), events: &events, labels: &labels)
    }
    let decoded = decode(events, definition.events.schema)
    let truths = decode(labels, definition.labels.schema)
    var engine = FeatureEngine(program: program, timeColumn: definition.events.timeColumn)
    var matrix = FeatureMatrix(layout: program.layout)
    engine.evaluate(decoded, into: &matrix)
    var builder = TrainingSetBuilder(task: .binary, layout: program.layout)
    for row in 0..<decoded.count {
      let time = Timestamp(milliseconds: Int64(decoded.numbers[definition.events.timeColumn][row]))
      builder.append(
        row: row, of: matrix, label: .number(truths.numbers[1][row]),
        at: ExamplePosition(eventTime: time, partition: 0, offset: Int64(row)))
    }
    return builder.build()
  }

  private static func decode(_ batch: RecordBatch, _ schema: EventSchema) -> EventBatch {
    var decoder = RecordDecoder(schema: schema)
    var decoded = EventBatch(schema: schema)
    var failures: [DecodeFailure] = []
    decoder.decode(batch, 0..<batch.count, into: &decoded, rejected: &failures)
    precondition(failures.isEmpty, "workload A's own records are valid")
    return decoded
  }

  /// The right answers to the events of the stream, computed without Kafka, one event after another.
  func answers(to stream: BenchStream) -> [Float] {
    var decoder = RecordDecoder(schema: definition.events.schema)
    var engine = FeatureEngine(program: program, timeColumn: definition.events.timeColumn)
    var answers: [Float] = []
    var scores: [Float] = []
    for batch in stream.events {
      var (decoded, matrix) = (EventBatch(schema: definition.events.schema), FeatureMatrix(layout: program.layout))
      var failures: [DecodeFailure] = []
      decoder.decode(batch, 0..<batch.count, into: &decoded, rejected: &failures)
      engine.evaluate(decoded, into: &matrix)
      model.score(matrix, into: &scores)
      answers.append(contentsOf: scores)
    }
    return answers
  }
}
