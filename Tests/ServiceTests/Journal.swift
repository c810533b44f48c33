import Kafka
import Pipeline
import Records
import Service
import Testing

/// Everything that a pipeline writes, as any other client reads it: one consumer without a group on a thread of its own,
/// that reads along from the start, since the embedded broker does not keep much.
final class Journal: Sendable {
  struct Prediction: Sendable, Decodable {
    var id: String
    var model: Int
    var score: Double?
    var label: Int?
    var time: Int64
    /// The feature vector's bytes.
    var features: [UInt8] = []
    var categories = ""

    private enum CodingKeys: CodingKey { case id, model, score, label, time }
  }

  struct Example: Sendable, Decodable {
    var id: String
    var model: Int
    var label: Int?
    var actual: Int
    var features: [UInt8] = []

    private enum CodingKeys: CodingKey { case id, model, label, actual }
  }

  struct DeadLetter: Sendable {
    var key: String?
    var value: [UInt8]?
    var headers: [String: String]
  }

  struct Contents: Sendable {
    var predictions: [Prediction] = []
    var examples: [Example] = []
    var alerts: [Alert] = []
    var cards: [ModelCard] = []
    var deployments: [Deployment] = []
    var deadLetters: [DeadLetter] = []
    var commands: [Command] = []

    var live: ModelVersion { deployments.last?.live ?? .prior }

    /// One line for a test that waits in vain.
    var summary: String {
      "\(predictions.count) predictions, \(examples.count) examples, \(deadLetters.count) dead letters, live \(live), "
        + "cards: \(cards.map { "\($0.version): \($0.verdict.reason)" }), alerts: \(alerts.suffix(20).map(\.message))"
    }
  }

  static let topics: [Topic] = [.predictions, .examples, .alerts, .models, .deadletter, .commands]

  private let contents = Latest(Contents())
  private let failure = Latest<String?>(nil)
  private let stop = StopSignal()
  private let thread: WorkerThread

  var now: Contents { contents.current }

  init(settings: ServiceSettings, names: TopicNames) {
    thread = WorkerThread(name: "journal") { [contents, failure, stop] in
      do {
        let consumer = try KafkaConsumer(settings.kafka, names: names, group: nil)
        defer { consumer.close() }
        var places: [TopicPartition: ReadingStart] = [:]
        for topic in Self.topics {
          for partition in try consumer.partitions(of: topic) { places[partition] = .earliest }
        }
        try consumer.read(places)
        var batch = RecordBatch()
        while !stop.isRaised {
          batch.removeAll()
          guard try consumer.poll(into: &batch, timeout: .milliseconds(50)).records > 0 else { continue }
          try contents.update { contents in
            for index in 0..<batch.count { try contents.note(index, of: batch, pipeline: names.pipeline) }
          }
        }
      } catch {
        failure.set("\(error)")
      }
    }
  }

  func close() async {
    stop.raise()
    await thread.finished()
  }

  /// Returns what was written as soon as the condition holds.
  @discardableResult
  func wait(
    for awaited: String, within limit: Duration = .seconds(40),
    sourceLocation: SourceLocation = #_sourceLocation, _ condition: @escaping @Sendable (Contents) -> Bool
  ) async throws -> Contents {
    try await eventually(
      awaited, within: limit,
      state: { [self] in "\(contents.current.summary) \(failure.current ?? "")" },
      sourceLocation: sourceLocation
    ) { [self] in condition(contents.current) }
    return contents.current
  }
}

extension Journal.Contents {
  fileprivate mutating func note(_ index: Int, of batch: RecordBatch, pipeline: String) throws {
    switch batch.entries[index].topic {
    case .predictions:
      var prediction = try batch.decodeValue(Journal.Prediction.self, of: index)
      prediction.features = batch.withHeader("features", of: index) { Array($0!) }
      prediction.categories = batch.headerString("categories", of: index) ?? ""
      predictions.append(prediction)
    case .examples:
      var example = try batch.decodeValue(Journal.Example.self, of: index)
      example.features = batch.withHeader("features", of: index) { Array($0!) }
      examples.append(example)
    case .alerts: alerts.append(try batch.decodeValue(Alert.self, of: index))
    case .deadletter: noteDeadLetter(index, of: batch)
    case .commands:
      if batch.keyString(index) == pipeline { commands.append(try batch.decodeValue(Command.self, of: index)) }
    case .models:
      switch ModelKey(batch.keyString(index) ?? "") {
      case .live: deployments.append(try batch.decodeValue(Deployment.self, of: index))
      case .card: cards.append(try batch.decodeValue(ModelCard.self, of: index))
      default: break
      }
    default: break
    }
  }

  private mutating func noteDeadLetter(_ index: Int, of batch: RecordBatch) {
    var headers: [String: String] = [:]
    batch.forEachHeader(index) { name, value in
      headers[String(decoding: name, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
    }
    deadLetters.append(
      .init(key: batch.keyString(index), value: batch.withValue(index) { $0.map { Array($0) } }, headers: headers))
  }
}
