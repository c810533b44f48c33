import Drift
import Features
import Glibc
import Models
import Pipeline
import Records

/// Nanoseconds of processor time an event that each stage takes alone, on one core and without Kafka; of several passes
/// the median. What else runs on the machine disturbs the caches, and is not counted.
struct StageTimes: Encodable, Sendable {
  struct Stages: Encodable, Sendable {
    var decode = 0
    var features = 0
    var score = 0
    var encode = 0
    var join = 0
    var drift = 0
  }

  var stages = Stages()
  /// The scorer's and the monitor's whole steps; the monitor's is of one prediction and one label.
  var scorer = 0
  var monitor = 0
  var adwin = 0
  var forestRow = 0
  var forestSingleRow = 0

  private static let passCount = 5
  private static let maximumBatchCount = 8

  private let model: BenchModel
  private let events: [RecordBatch]
  private let labels: [RecordBatch]

  enum CodingKeys: CodingKey { case stages }

  func encode(to encoder: any Encoder) throws { try stages.encode(to: encoder) }

  init(model: BenchModel, stream: BenchStream) {
    self.model = model
    events = Array(stream.events.prefix(Self.maximumBatchCount))
    labels = Array(stream.labels.prefix(Self.maximumBatchCount))
    let count = events.reduce(0) { $0 + $1.count }
    var passes: [[Duration]] = []
    for _ in 0..<Self.passCount { passes.append(timePass()) }
    let nanoseconds = (0..<passes[0].count).map { place in
      let sorted = passes.map { $0[place] }.sorted()
      return Int((sorted[sorted.count / 2] / .nanoseconds(1) / Double(count)).rounded())
    }
    stages = Stages(
      decode: nanoseconds[0], features: nanoseconds[1], score: nanoseconds[2], encode: nanoseconds[3],
      join: nanoseconds[4], drift: nanoseconds[5])
    scorer = nanoseconds[6]
    monitor = nanoseconds[7]
    adwin = nanoseconds[8]
    forestRow = nanoseconds[9]
    forestSingleRow = nanoseconds[10]
  }

  private static func processorTime(_ work: () -> Void) -> Duration {
    let start = threadTime()
    work()
    return threadTime() - start
  }

  private static func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  private func timePass() -> [Duration] {
    let definition = model.definition
    let layout = model.program.layout
    let now = Timestamp(milliseconds: 1_767_225_600_000)
    var totals = Array(repeating: Duration.zero, count: 11)

    var decoder = RecordDecoder(schema: definition.events.schema)
    var decoded = EventBatch(schema: definition.events.schema)
    var failures: [DecodeFailure] = []
    var engine = FeatureEngine(program: model.program, timeColumn: definition.events.timeColumn)
    var matrix = FeatureMatrix(layout: layout)
    var scores: [Float] = []
    var single: [Float] = []
    var encoder = PredictionEncoder(pipeline: definition.name, task: .binary, layout: layout)
    var output = RecordBatch()
    var table = JoinTable(wait: definition.labels.wait)
    var drift = DriftMonitor(settings: definition.drift, layout: layout, task: .binary, pipeline: definition.name)
    drift.rebase(reference: model.model.reference, model: model.model.version)
    var adwin = ADWIN()
    var scorer = Scorer(definition: definition, program: model.program)
    scorer.adopt(model.model)
    var monitor = Monitor(definition: definition, layout: layout)
    monitor.adopt(model.model)
    var stepOutput = RecordBatch()
    var monitorOutput = RecordBatch()

    for (place, batch) in events.enumerated() {
      decoded.removeAll()
      matrix.removeAll()
      output.removeAll()
      totals[0] += Self.processorTime { decoder.decode(batch, 0..<batch.count, into: &decoded, rejected: &failures) }
      totals[1] += Self.processorTime { engine.evaluate(decoded, into: &matrix) }
      totals[2] += Self.processorTime { model.model.score(matrix, into: &scores) }
      totals[9] += Self.processorTime { model.model.margins(matrix, into: &single) }
      let (ids, times) = (decoded.texts[definition.events.idColumn], decoded.numbers[definition.events.timeColumn])
      let marks = times.map { Int64($0) }
      totals[3] += Self.processorTime {
        encoder.append(
          ids: ids, times: times, matrix: matrix, scores: scores, classes: model.model.classes,
          model: model.model.version, timestamps: marks, to: &output)
      }
      totals[4] += Self.processorTime { join(output, labels[place], scores: scores, now: now, in: &table) }
      let answers = scores.map { $0 > 0.5 ? Int32(1) : 0 }
      let truths = scores.indices.map { Float(($0 &* 2_654_435_761) >> 7 & 1) }
      let errors = zip(answers, truths).map { Float($0) == $1 ? Float(0) : 1 }
      totals[5] += Self.processorTime {
        drift.observePredictions(matrix, rows: 0..<matrix.count, scores: scores, classes: answers, times: marks)
        drift.observeExamples(labels: truths, errors: errors, times: marks)
      }
      totals[8] += Self.processorTime {
        for row in errors.indices { _ = adwin.update(Double(errors[row]), at: marks[row]) }
      }
      totals[10] += Self.processorTime {
        for row in 0..<matrix.count { model.model.margins(matrix, rows: row..<row + 1, into: &single) }
      }
      // The whole steps, on records that carry partitions and offsets as if they had been read.
      stepOutput.removeAll()
      let read = Self.asRead(batch, firstOffset: place * BenchStream.batchCount)
      totals[6] += Self.processorTime { scorer.step(read, now: now, into: &stepOutput) }
      let predictions = Self.asRead(stepOutput, firstOffset: place * BenchStream.batchCount)
      let truthsRead = Self.asRead(labels[place], firstOffset: place * BenchStream.batchCount)
      monitorOutput.removeAll()
      totals[7] += Self.processorTime {
        monitor.step(predictions, now: now, into: &monitorOutput)
        monitor.step(truthsRead, now: now, into: &monitorOutput)
      }
    }
    return totals
  }

  /// A prediction waits, its label meets it.
  private func join(
    _ predictions: RecordBatch, _ labels: RecordBatch, scores: [Float], now: Timestamp, in table: inout JoinTable
  ) {
    for row in 0..<predictions.count {
      let half = JoinTable.Half(model: model.model.version, score: scores[row], answer: 1, time: now)
      _ = table.addPrediction(half, record: row, of: predictions, arrival: now)
    }
    withUnsafeBytes(of: 1.0) { value in
      for row in 0..<labels.count {
        let outcome = labels.withKey(row) {
          table.addLabel(.label(time: now), id: $0!, value: value, arrival: now)
        }
        if case .meets(let place) = outcome { table.settle(place) }
      }
    }
  }

  private static func asRead(_ batch: RecordBatch, firstOffset: Int) -> RecordBatch {
    var read = RecordBatch()
    for index in 0..<batch.count {
      let entry = batch.entries[index]
      read.begin(
        topic: entry.topic, partition: 0, offset: Int64(firstOffset + index),
        timestamp: Timestamp(milliseconds: entry.timestamp))
      batch.withKey(index) { if let key = $0 { read.appendKey(key) } }
      batch.withValue(index) { if let value = $0 { read.appendValue(value) } }
      batch.forEachHeader(index) { name, value in read.appendHeader(name, value) }
    }
    return read
  }
}
