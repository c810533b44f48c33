import Features
import Models
import Records
import Statistics
import Testing

@testable import Pipeline

@Suite("The scorer")
struct ScorerTests {
  private static let file = """
    pipeline: scored
    events:
      id: id
      time: ts
      schema: {id: string, ts: timestamp, card: string, amount: {type: double, min: 0}}
    labels: {value: y, type: binary}
    features:
      - amount
      - spent: sum(amount) over 1m by card
      - seen: count() over 1m by card

    """

  private let definition: PipelineDefinition
  private let program: FeatureProgram

  init() throws {
    definition = try FileExamples.definition(Self.file)
    program = try definition.featureProgram()
  }

  private func scorer() -> Scorer { Scorer(definition: definition, program: program) }

  private func model(_ version: Int, score: Float) -> Model {
    Model(
      version: ModelVersion(version), task: .binary, layout: program.layout, classes: ["0", "1"], encoders: [],
      predictor: .prior([score]), reference: ReferenceProfile())
  }

  /// Events of a few cards on one partition; one in twenty is malformed.
  private func events(_ count: Int, seed: UInt64, partition: Int32 = 0) -> RecordBatch {
    var generator = SeededGenerator(seed: seed)
    var batch = RecordBatch()
    for index in 0..<count {
      let time = 1_000_000 + Int64(index) * 700
      let amount = Int.random(in: 0..<50, using: &generator)
      let card = Int.random(in: 0..<5, using: &generator)
      let value =
        Int.random(in: 0..<20, using: &generator) == 0
        ? #"{"id":"e\#(index)","ts":\#(time)"#
        : #"{"id":"e\#(index)","ts":\#(time),"card":"c\#(card)","amount":\#(amount)}"#
      batch.append(
        topic: .events, key: "c\(card)", value: value, partition: partition, offset: Int64(index),
        timestamp: Timestamp(milliseconds: time + 5))
    }
    return batch
  }

  private func records(_ batch: RecordBatch, _ range: Range<Int>) -> RecordBatch {
    var part = RecordBatch()
    for index in range {
      let entry = batch.entries[index]
      part.append(index, of: batch, topic: entry.topic, partition: entry.partition, offset: entry.offset)
    }
    return part
  }

  /// Key, value, headers and timestamp of each record.
  private func lines(_ batch: RecordBatch) -> [String] {
    (0..<batch.count).map { index in
      var line = "\(batch.entries[index].topic) \(batch.entries[index].timestamp) \(batch.keyString(index) ?? "")"
      line += " \(batch.valueString(index) ?? "")"
      batch.forEachHeader(index) { name, value in
        line += " \(String(decoding: name, as: UTF8.self))=\(Array(value))"
      }
      return line
    }
  }

  private let now = Timestamp(milliseconds: 9_000_000)

  @Test("answers each event once, in order, with its event's timestamp; what does not fit is a dead letter")
  func answers() {
    var scorer = scorer()
    let input = events(400, seed: 1)
    var output = RecordBatch()
    scorer.step(input, now: now, into: &output)
    let predictions = (0..<output.count).filter { output.entries[$0].topic == .predictions }
    #expect(output.count == 400)
    #expect(scorer.counters.predictionCount == predictions.count)
    #expect(scorer.counters.deadLetterCount == 400 - predictions.count)
    #expect(predictions.count < 400)
    let ids = predictions.map { output.keyString($0) ?? "" }
    #expect(ids == ids.sorted { Int($0.dropFirst())! < Int($1.dropFirst())! })
    for index in predictions {
      let event = Int((output.keyString(index) ?? "").dropFirst())!
      #expect(output.entries[index].timestamp == input.entries[event].timestamp)
    }
  }

  @Test("gives the same bytes however the events are cut into batches", arguments: 1...8 as ClosedRange<UInt64>)
  func batches(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let input = events(500, seed: seed)
    var whole = RecordBatch()
    var parts = RecordBatch()
    var first = scorer()
    var second = scorer()
    first.step(input, now: now, into: &whole)
    var start = 0
    while start < input.count {
      let end = min(input.count, start + Int.random(in: 1...60, using: &generator))
      second.step(records(input, start..<end), now: now, into: &parts)
      start = end
    }
    let predictions = { (batch: RecordBatch) in lines(batch).filter { $0.hasPrefix("predictions") } }
    #expect(predictions(parts) == predictions(whole), "seed \(seed)")
    #expect(lines(parts).sorted() == lines(whole).sorted(), "seed \(seed)")
  }

  @Test("after a restart windows are as if it had never stopped, and nothing read again is answered again")
  func restart() {
    let input = events(500, seed: 3)
    var uninterrupted = scorer()
    var whole = RecordBatch()
    uninterrupted.step(input, now: now, into: &whole)
    // A minute of events, the longest window, is 86 of them.
    var restarted = scorer()
    restarted.assign(0, liveFrom: 300)
    var output = RecordBatch()
    restarted.step(records(input, 210..<500), now: now, into: &output)
    let late = Set((300..<500).map { "e\($0)" })
    let expected = lines(whole).filter { line in late.contains { line.contains("\"id\":\"\($0)\"") } }
    #expect(lines(output).sorted() == expected.sorted())
    #expect(restarted.counters.replayedCount == 90)
  }

  @Test("another model answers from the next step on, every event between the two included")
  func swap() {
    var scorer = scorer()
    let input = events(300, seed: 4)
    var output = RecordBatch()
    scorer.adopt(model(1, score: 0.25))
    scorer.step(records(input, 0..<120), now: now, into: &output)
    let firstCount = scorer.counters.predictionCount
    scorer.adopt(model(2, score: 0.75))
    scorer.step(records(input, 120..<300), now: now, into: &output)
    let answers = lines(output).filter { $0.hasPrefix("predictions") }
    #expect(answers.prefix(firstCount).allSatisfy { $0.contains(#""model":1,"score":0.25,"label":0"#) })
    #expect(answers.dropFirst(firstCount).allSatisfy { $0.contains(#""model":2,"score":0.75,"label":1"#) })
    #expect(answers.count == scorer.counters.predictionCount)
  }

  @Test("a partition's windows are its own, and go with it")
  func partitions() {
    let (left, right) = (events(200, seed: 5, partition: 0), events(200, seed: 6, partition: 1))
    var both = RecordBatch()
    for index in 0..<200 {
      both.append(index, of: left, topic: .events, partition: 0, offset: Int64(index))
      both.append(index, of: right, topic: .events, partition: 1, offset: Int64(index))
    }
    var (together, apart) = (RecordBatch(), RecordBatch())
    var first = scorer()
    first.step(both, now: now, into: &together)
    var second = scorer()
    second.step(left, now: now, into: &apart)
    second.revoke(0)
    second.step(right, now: now, into: &apart)
    #expect(lines(together).sorted() == lines(apart).sorted())
  }
}
