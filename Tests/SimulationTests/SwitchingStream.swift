import Pipeline
import Records
import Statistics
import Testing

@testable import Simulation

/// A stream of two numbers whose label is 1 where the first exceeds the second, and the opposite from `change` on.
struct SwitchingStream {
  static let step = Duration.seconds(1_800)

  static func definition(_ more: String = "") throws -> PipelineDefinition {
    let text = """
      pipeline: switch
      events: {id: id, time: ts, schema: {id: string, ts: timestamp, a: double, b: double}}
      labels: {id: id, value: label, type: binary, wait: 30d}
      features: [a, b]
      model: {algorithm: gbdt, trees: 20, depth: 4, learning_rate: 0.3}
      training: {examples: 2000, first_model_after: 200, examples_after_drift: 200}
      drift: {window: 500 events, detectors: {error-rise: {test: adwin, on: error, direction: up}}}
      triggers: [{name: concept, on: error-rise, do: retrain}]
      """
    return try PipelineFile.parse(text: text + "\n" + more, file: "switch.yaml").get()
  }

  /// Runs a policy over the stream.
  static func backtest(
    _ policy: BacktestPolicy, rows: Int, change: Int, delay: Int, batch: Int = 25, seed: UInt64 = 11,
    definition: PipelineDefinition? = nil
  ) throws -> Backtest {
    let definition = try definition ?? Self.definition()
    var backtest = try Backtest(definition: definition, policy: policy) { .zero }
    var generator = SeededGenerator(seed: seed)
    var truths: [Int] = []
    var labelled = 0
    for start in stride(from: 0, to: rows, by: batch) {
      var (events, labels) = (RecordBatch(), RecordBatch())
      let now = Timestamp(milliseconds: 0) + step * (start + batch)
      for row in start..<min(rows, start + batch) {
        let (a, b) = (generator.uniform(), generator.uniform())
        truths.append((a > b) == (row < change) ? 1 : 0)
        let time = (Timestamp(milliseconds: 0) + step * row).milliseconds
        events.append(
          topic: .events, key: "r\(row)", value: #"{"id":"r\#(row)","ts":\#(time),"a":\#(a),"b":\#(b)}"#, timestamp: now
        )
      }
      while labelled + delay <= truths.count - 1 {
        append(labelled, truths[labelled], to: &labels, now: now)
        labelled += 1
      }
      try backtest.step(events: events, labels: labels, now: now)
    }
    var rest = RecordBatch()
    let end = Timestamp(milliseconds: 0) + step * rows
    for row in labelled..<rows { append(row, truths[row], to: &rest, now: end) }
    backtest.finish(labels: rest, now: end)
    return backtest
  }

  private static func append(_ row: Int, _ truth: Int, to labels: inout RecordBatch, now: Timestamp) {
    labels.append(topic: .labels, key: "r\(row)", value: #"{"id":"r\#(row)","label":\#(truth)}"#, timestamp: now)
  }
}
