import Features
import Models
import Records

/// The scoring stage: events in, predictions and dead letters out.
///
/// Its only state are the keyed windows, one engine a partition, so that a partition moves with its state. The live
/// model is one reference; `adopt` changes it between two steps. A step of the same records on the same state gives the
/// same bytes, whatever the batches were.
package struct Scorer: Sendable {
  /// What the stage has done since it was made.
  package struct Counters: Hashable, Sendable {
    /// Events answered.
    package var predictionCount = 0
    /// Events refused.
    package var deadLetterCount = 0
    /// Events read again for their windows only.
    package var replayedCount = 0

    package init() {}
  }

  private let definition: PipelineDefinition
  private let program: FeatureProgram
  private var engines: [Int32: FeatureEngine] = [:]
  /// Records before this offset were answered by an earlier run: they only fill the windows.
  private var liveFrom: [Int32: Int64] = [:]

  private var decoder: RecordDecoder
  private var encoder: PredictionEncoder
  private var events: EventBatch
  private var failures: [DecodeFailure] = []
  private var matrix: FeatureMatrix
  private var scores: [Float] = []
  private var timestamps: [Int64] = []

  package private(set) var model: Model
  package private(set) var counters = Counters()

  /// Starts with the prior.
  package init(definition: PipelineDefinition, program: FeatureProgram) {
    self.definition = definition
    self.program = program
    decoder = RecordDecoder(
      schema: definition.events.schema, maximumTextByteCount: RecordDecoder.longestText)
    events = EventBatch(schema: definition.events.schema)
    matrix = FeatureMatrix(layout: program.layout)
    model = .prior(task: definition.labels.task, layout: program.layout, classes: definition.labels.classes ?? [])
    encoder = PredictionEncoder(
      pipeline: definition.name, task: definition.labels.task, layout: program.layout)
  }

  /// Answers with another model from the next step on.
  ///
  /// - Precondition: the model's layout is the program's.
  package mutating func adopt(_ model: Model) {
    precondition(model.layout.hash == program.layout.hash, "a model scores the vectors of its own layout")
    self.model = model
  }

  /// Takes a partition; records before `liveFrom` refill its windows without an answer.
  ///
  /// - Parameter engine: the windows as they stood where the partition is read from; nil for empty ones.
  package mutating func assign(_ partition: Int32, liveFrom offset: Int64, with engine: FeatureEngine? = nil) {
    engines[partition] = engine ?? FeatureEngine(program: program, timeColumn: definition.events.timeColumn)
    liveFrom[partition] = offset
  }

  /// A partition's windows, as of everything stepped so far.
  package func engine(of partition: Int32) -> FeatureEngine? { engines[partition] }

  /// Gives a partition up, with its windows.
  package mutating func revoke(_ partition: Int32) {
    engines[partition] = nil
    liveFrom[partition] = nil
  }

  /// Answers the events of a batch, in order; predictions and dead letters are appended to `output`.
  package mutating func step(_ input: RecordBatch, now: Timestamp, into output: inout RecordBatch) {
    var start = 0
    while start < input.count {
      let end = endOfRun(input, from: start)
      let partition = input.entries[start].partition
      if engines[partition] == nil { assign(partition, liveFrom: input.entries[start].offset) }
      if input.entries[start].offset < liveFrom[partition]! {
        refill(input, start..<end, partition: partition)
      } else {
        answer(input, start..<end, partition: partition, now: now, into: &output)
      }
      start = end
    }
  }

  /// The end of the stretch of one partition that is either replayed or answered as a whole.
  private func endOfRun(_ input: RecordBatch, from start: Int) -> Int {
    let first = input.entries[start]
    let border = liveFrom[first.partition] ?? first.offset
    let isReplay = first.offset < border
    var end = start + 1
    while end < input.count, input.entries[end].partition == first.partition,
      (input.entries[end].offset < border) == isReplay
    {
      end += 1
    }
    return end
  }

  private mutating func computeFeatures(_ input: RecordBatch, _ rows: Range<Int>, partition: Int32) {
    events.removeAll()
    failures.removeAll(keepingCapacity: true)
    matrix.removeAll()
    decoder.decode(input, rows, into: &events, rejected: &failures)
    engines[partition]!.evaluate(events, into: &matrix)
  }

  private mutating func refill(_ input: RecordBatch, _ rows: Range<Int>, partition: Int32) {
    computeFeatures(input, rows, partition: partition)
    counters.replayedCount += rows.count
  }

  private mutating func answer(
    _ input: RecordBatch, _ rows: Range<Int>, partition: Int32, now: Timestamp, into output: inout RecordBatch
  ) {
    computeFeatures(input, rows, partition: partition)
    model.score(matrix, into: &scores)
    timestamps.removeAll(keepingCapacity: true)
    for record in events.records { timestamps.append(input.entries[Int(record)].timestamp) }
    encoder.append(
      ids: events.texts[definition.events.idColumn], times: events.numbers[definition.events.timeColumn],
      matrix: matrix, scores: scores, classes: model.classes, model: model.version, timestamps: timestamps,
      to: &output)
    for failure in failures {
      output.appendDeadLetter(
        record: failure.record, of: input, failure: failure, sourceTopicName: definition.topics[.events],
        stage: .scorer, time: now)
    }
    counters.predictionCount += events.count
    counters.deadLetterCount += failures.count
  }
}
