import Kafka
import Pipeline
import Records
import Service

/// Reads what a round has written, as any client would, and compares it with the right answers.
struct BenchAudit: Encodable, Sendable {
  var predictions = 0
  var duplicates = 0
  /// Predictions whose score is not, bit for bit, the one computed offline, or whose model is not the one that served.
  var wrong = 0
  var lost = 0
  var examples = 0
  var deadletters = 0
  var alerts = 0

  /// Whether every event has one answer, the right one, and an example.
  func holds(events: Int) -> Bool {
    predictions == events && duplicates == 0 && wrong == 0 && lost == 0 && examples == events && deadletters == 0
  }

  private enum CodingKeys: String, CodingKey {
    case predictions, duplicates, wrong, lost, examples, deadletters, alerts
  }

  private static let longestWait = Duration.seconds(120)

  static func run(_ bed: BenchBed, model: BenchModel, answers: [Float]) throws -> BenchAudit {
    var audit = BenchAudit()
    var isSeen = [Bool](repeating: false, count: answers.count)
    var decoder = PredictionDecoder(task: .binary, layout: model.program.layout)
    var predictions = PredictionBatch(task: .binary, layout: model.program.layout)
    try read(bed, .predictions) { batch in
      predictions.removeAll()
      var failures: [DecodeFailure] = []
      decoder.decode(batch, 0..<batch.count, into: &predictions, rejected: &failures)
      audit.wrong += failures.count
      let (ids, scores) = (predictions.ids, predictions.scores)
      for row in 0..<predictions.count {
        audit.predictions += 1
        guard let index = ids.withBytes(row, BenchWorkload.index(ofID:)), isSeen.indices.contains(index) else {
          audit.wrong += 1
          continue
        }
        if isSeen[index] { audit.duplicates += 1 }
        isSeen[index] = true
        let isRight = Float(scores[row]) == answers[index] && predictions.model(row) == model.model.version
        if !isRight { audit.wrong += 1 }
      }
    }
    audit.lost = isSeen.count { !$0 }
    try read(bed, .examples) { audit.examples += $0.count }
    try read(bed, .deadletter) { audit.deadletters += $0.count }
    try read(bed, .alerts) { audit.alerts += $0.count }
    return audit
  }

  /// Reads a topic from its beginning to its end.
  private static func read(_ bed: BenchBed, _ topic: Topic, _ body: (RecordBatch) -> Void) throws {
    let consumer = try KafkaConsumer(bed.settings.kafka, names: bed.definition.topics, group: nil)
    defer { consumer.close() }
    var open = Set(try consumer.partitions(of: topic))
    try consumer.read(topic, from: .earliest)
    var batch = RecordBatch()
    let deadline = ContinuousClock.now + longestWait
    while !open.isEmpty {
      guard ContinuousClock.now < deadline else {
        throw BenchRound.Problem(description: "\(bed.definition.topics[topic]) could not be read to its end in time")
      }
      batch.removeAll()
      let poll = try consumer.poll(into: &batch, timeout: .milliseconds(100))
      body(batch)
      for case .endReached(let partition, _) in poll.events { open.remove(partition) }
    }
  }
}
