import Features
import Models
import Records
import Statistics
import Testing

@testable import Drift
@testable import Pipeline

/// Detectors of every sort of subject, from events and labels through the scorer and the monitor to the alerts topic.
@Suite("Every subject reaches the alerts topic through the stages")
struct MonitorSubjectsTests {
  static let file = """
    pipeline: shop
    events: {id: id, time: ts, schema: {id: string, ts: timestamp, amount: {type: double, min: 0}, country: category}}
    labels: {id: id, value: bad, type: binary, wait: 10m}
    features: [amount, country]
    drift:
      window: 500 events
      detectors:
        coverage: {test: glr, on: label-coverage, direction: down}
        dead: {test: ks, on: dead-letter-rate, reference: first 500}
        delay: {test: ks, on: label-delay, reference: first 500}
        error: {test: glr, on: error, slices: [country], direction: up, false_alarm_every: 10000000 events}
        loss: {test: ks, on: loss, reference: first 500}
        missing: {test: glr, on: missing-rate, direction: up}
        residual: {test: ks, on: residual, reference: first 500}
        unseen: {test: ks, on: unseen-rate of country}
    triggers:
      - {name: upstream, on: {all: [missing, dead], within: 3 windows}, do: alert}
    """

  /// A stream whose damage begins at an event, run through scorer and monitor in batches.
  private struct Run {
    var scorer: Scorer
    var monitor: Monitor
    var generator = SeededGenerator(seed: 4)
    var predictionCount: Int64 = 0
    var deadLetterCount: Int64 = 0
    var labelCount: Int64 = 0
    var waiting: [(due: Int64, id: String, label: Int)] = []
    var alerts: [Alert] = []
    var examples = 0

    init(_ definition: PipelineDefinition) throws {
      let program = try definition.featureProgram()
      scorer = Scorer(definition: definition, program: program)
      monitor = Monitor(definition: definition, layout: program.layout)
      let model = Model(
        version: ModelVersion(1), task: .binary, layout: program.layout, classes: ["0", "1"],
        encoders: [CategoryEncoder(values: [], codes: [])], predictor: .prior([0.2]),
        reference: MonitorSubjectsTests.reference(program.layout))
      scorer.adopt(model)
      monitor.adopt(model)
    }

    mutating func run(_ range: Range<Int>, batch: Int, isDamaged: Bool) throws {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: batch) {
        let rows = start..<min(range.upperBound, start + batch)
        let now = Timestamp(milliseconds: Int64(rows.upperBound) * 1_000)
        var (events, made, input, output) = (RecordBatch(), RecordBatch(), RecordBatch(), RecordBatch())
        for row in rows { append(row, isDamaged: isDamaged, to: &events) }
        scorer.step(events, now: now, into: &made)
        for index in 0..<made.count {
          if made.entries[index].topic == .predictions {
            input.append(index, of: made, topic: .predictions, partition: 0, offset: predictionCount)
            predictionCount += 1
          } else {
            input.append(index, of: made, topic: .deadletter, partition: 0, offset: deadLetterCount)
            deadLetterCount += 1
          }
        }
        for label in waiting where label.due <= now.milliseconds {
          input.append(
            topic: .labels, key: label.id, value: #"{"id":"\#(label.id)","bad":\#(label.label)}"#, partition: 0,
            offset: labelCount, timestamp: Timestamp(milliseconds: label.due))
          labelCount += 1
        }
        waiting.removeAll { $0.due <= now.milliseconds }
        monitor.step(input, now: now, into: &output)
        for index in 0..<output.count {
          switch output.entries[index].topic {
          case .alerts: alerts.append(try output.decodeValue(Alert.self, of: index))
          case .examples: examples += 1
          default: break
          }
        }
      }
    }

    /// One draw of each kind an event, damaged or not, so that the streams stay alike.
    private mutating func append(_ row: Int, isDamaged: Bool, to events: inout RecordBatch) {
      let draws = (0..<6).map { _ in generator.uniform() }
      let country = isDamaged && draws[0] < 0.1 ? "XX" : ["CH", "AT", "DE"][row % 3]
      var fields = [#""id":"e\#(row)""#, #""ts":\#(row * 1_000)"#, #""country":"\#(country)""#]
      if isDamaged && draws[1] < 0.2 {
        fields.append(#""amount":-1"#)
      } else if !(isDamaged && draws[2] < 0.2) {
        fields.append(#""amount":\#(draws[3])"#)
      }
      let time = Timestamp(milliseconds: Int64(row) * 1_000)
      events.append(
        topic: .events, key: nil, value: "{" + fields.joined(separator: ",") + "}", partition: 0, offset: Int64(row),
        timestamp: time)
      let rate = isDamaged && country == "AT" ? 0.7 : 0.2
      guard draws[4] < (isDamaged ? 0.5 : 0.95) else { return }
      let delay = Int64(draws[5] * (isDamaged ? 300_000 : 60_000))
      waiting.append((time.milliseconds + delay, "e\(row)", generator.uniform() < rate ? 1 : 0))
    }
  }

  private static func reference(_ layout: FeatureLayout) -> ReferenceProfile {
    var matrix = FeatureMatrix(layout: layout)
    matrix.appendRows(3_000)
    var generator = SeededGenerator(seed: 9)
    for row in 0..<3_000 {
      matrix[row, 0] = Float(generator.uniform())
      matrix.categories[0].append(["CH", "AT", "DE"][row % 3])
    }
    return ReferenceProfile(features: matrix, layout: layout)
  }

  @Test("what is damaged fires, each detector with its subject, and nothing fires before")
  func damage() throws {
    var run = try Run(FileExamples.definition(Self.file))
    try run.run(0..<6_000, batch: 250, isDamaged: false)
    #expect(run.alerts.map(\.message) == [])
    #expect(run.examples > 5_000)
    let idle = run.monitor.detectorStates.filter { $0.idleReason != nil }
    #expect(idle.isEmpty, "\(idle)")
    try run.run(6_000..<12_000, batch: 250, isDamaged: true)
    let fired = run.alerts.filter { $0.state == .firing }
    let subjects = Dictionary(fired.map { ($0.detector!, $0.on!) }) { first, _ in first }
    #expect(
      subjects == [
        "coverage": "label-coverage", "dead": "dead-letter-rate", "delay": "label-delay", "error": "error",
        "loss": "loss", "missing": "missing-rate of amount", "residual": "residual", "unseen": "unseen-rate of country",
      ])
    #expect(fired.filter { $0.detector == "error" }.map(\.slice) == [["country": "AT"]])
    let dead = try #require(fired.first { $0.detector == "dead" })
    #expect(dead.isMendable == false && abs(dead.statistic! - 0.2) < 0.06 && dead.reference?.first == "first 500")
    let set = run.alerts.filter { $0.triggers == ["upstream"] }
    #expect(set.count == 1 && ["missing", "dead"].contains(set.first?.detector))
    // A label is waited for 10 minutes: what was not answered since event 6,000 is known from event 6,600 on.
    let coverage = try #require(fired.first { $0.detector == "coverage" })
    #expect((6_600_000...7_000_000).contains(coverage.time.milliseconds))
    #expect(coverage.evidence["mean_before"]! > 0.9)
  }

  @Test("read again after a restart, records fill the same detectors, and alerts of before are not sent again")
  func replay() throws {
    let definition = try FileExamples.definition(Self.file)
    var first = try Run(definition)
    try first.run(0..<6_000, batch: 250, isDamaged: false)
    var again = try Run(definition)
    again.monitor.assign(TopicPartition(.predictions, 0), from: 0, liveFrom: first.predictionCount)
    again.monitor.assign(TopicPartition(.labels, 0), from: 0, liveFrom: first.labelCount)
    try again.run(0..<6_000, batch: 250, isDamaged: false)
    #expect(again.examples == 0)
    #expect(again.monitor.detectorStates == first.monitor.detectorStates)
    try first.run(6_000..<8_000, batch: 250, isDamaged: true)
    try again.run(6_000..<8_000, batch: 250, isDamaged: true)
    #expect(first.alerts.map(\.alertID) == again.alerts.map(\.alertID) && !first.alerts.isEmpty)
  }

  @Test(
    "residual is truth less answer, and loss is that of what was given to the class that came, whatever the task",
    arguments: [
      (LearningTask.regression, "residual", "5", "8", 0.0, 3.0), (.regression, "loss", "6", "8", 1, 9),
      (.binary, "residual", "0", "1", -0.25, 0.75), (.binary, "loss", "0", "1", 0.2876820724517809, 1.3862943611198906),
      (.multiclass, "loss", "\"b\"", "\"a\"", 0.6931471805599453, 1.6094379124341003),
    ])
  func losses(task: LearningTask, subject: String, first: String, then: String, before: Double, after: Double) throws {
    let definition = try FileExamples.definition(
      """
      pipeline: task
      events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: double}}
      labels: {id: id, value: y, type: \(task.rawValue)}
      features: [x]
      drift: {window: 500 events, detectors: {d: {test: adwin, on: \(subject), low: -10, high: 10}}}
      """)
    let program = try definition.featureProgram()
    let scores: [Float] = task == .regression ? [5] : task == .binary ? [0.25] : [0.2, 0.5, 0.3]
    let classes = task == .regression ? [] : task == .binary ? ["0", "1"] : ["a", "b", "c"]
    let model = Model(
      version: ModelVersion(1), task: task, layout: program.layout, classes: classes, encoders: [],
      predictor: .prior(scores), reference: ReferenceProfile())
    var scorer = Scorer(definition: definition, program: program)
    var monitor = Monitor(definition: definition, layout: program.layout)
    scorer.adopt(model)
    monitor.adopt(model)
    var (events, made, input, output) = (RecordBatch(), RecordBatch(), RecordBatch(), RecordBatch())
    for row in 0..<4_000 {
      let time = Timestamp(milliseconds: Int64(row))
      events.append(
        topic: .events, key: nil, value: #"{"id":"e\#(row)","ts":\#(row),"x":1}"#, partition: 0, offset: Int64(row),
        timestamp: time)
    }
    scorer.step(events, now: Timestamp(milliseconds: 5_000), into: &made)
    for index in 0..<made.count {
      input.append(index, of: made, topic: .predictions, partition: 0, offset: Int64(index))
    }
    for row in 0..<4_000 {
      input.append(
        topic: .labels, key: "e\(row)", value: #"{"id":"e\#(row)","y":\#(row < 2_000 ? first : then)}"#, partition: 0,
        offset: Int64(row), timestamp: Timestamp(milliseconds: 5_000))
    }
    monitor.step(input, now: Timestamp(milliseconds: 6_000), into: &output)
    let alerts = try (0..<output.count).filter { output.entries[$0].topic == .alerts }.map {
      try output.decodeValue(Alert.self, of: $0)
    }
    let alert = try #require(alerts.first)
    #expect(alert.on == subject && (2_000..<2_500).contains(alert.time.milliseconds))
    #expect(abs(alert.evidence["mean_before"]! - before) < 0.05 * max(1, abs(before)) + 0.15 * (after - before))
    let last = try #require(monitor.drift.detectors.first?.watches.first?.stream)
    #expect(abs(last.evidence.meanAfter! - after) < 0.2 * abs(after - before))
  }

  @Test("a multiclass prediction's loss is read from its scores, by the class that came")
  func classLoss() {
    var batch = RecordBatch()
    let scores = #"{"id":"a","score":0.7,"label":"b.c","scores":{"a":0.1,"b.c":0.7,"ü \"q\"":0.2},"time":1}"#
    batch.append(topic: .predictions, key: "a", value: scores, timestamp: Timestamp(milliseconds: 0))
    batch.append(topic: .predictions, key: "b", value: #"{"id":"b"}"#, timestamp: Timestamp(milliseconds: 0))
    var probabilities = ClassProbabilities(classes: ["a", "b.c", "ü \"q\""])
    #expect((0..<3).map { probabilities.probability(of: $0, record: 0, of: batch) } == [0.1, 0.7, 0.2])
    #expect(probabilities.probability(of: -1, record: 0, of: batch) == nil)
    #expect(probabilities.probability(of: 1, record: 1, of: batch) == nil)
  }
}
