import Kafka
import Pipeline
import Records
import Service

/// The auditor's own reading of the output topics.
final class DemoReading {
  /// The parts of a prediction that the audit needs.
  private struct Prediction: Decodable {
    var id: String
    var model: Int
    var label: Int
    var actual: Int?
  }

  private let consumer: KafkaConsumer
  private var batch = RecordBatch()

  init(settings: ServiceSettings, definition: PipelineDefinition) throws {
    consumer = try KafkaConsumer(settings.kafka, names: definition.topics, group: nil)
    var places: [TopicPartition: ReadingStart] = [:]
    for topic in [Topic.predictions, .examples, .alerts, .models, .deadletter] {
      for partition in try consumer.partitions(of: topic) { places[partition] = .earliest }
    }
    try consumer.read(places)
  }

  /// Reads what has come since the last call.
  func read(into audit: Latest<DemoAudit>) throws {
    batch.removeAll()
    let poll = try consumer.poll(into: &batch, timeout: .milliseconds(50))
    guard poll.records > 0 else { return }
    let seen = ContinuousClock.now
    try audit.update { audit in
      for index in 0..<batch.count { try note(index, seen: seen, in: &audit) }
    }
  }

  private func note(_ index: Int, seen: ContinuousClock.Instant, in audit: inout DemoAudit) throws {
    switch batch.entries[index].topic {
    case .predictions:
      let prediction = try batch.decodeValue(Prediction.self, of: index)
      audit.notePrediction(id: prediction.id, version: prediction.model, seen: seen)
    case .examples:
      let example = try batch.decodeValue(Prediction.self, of: index)
      audit.noteExample(id: example.id, isRight: example.label == example.actual)
    case .alerts: audit.noteAlert(try batch.decodeValue(Alert.self, of: index))
    case .models:
      guard let text = batch.keyString(index), case .card? = ModelKey(text) else { return }
      audit.noteCard(try batch.decodeValue(ModelCard.self, of: index))
    case .deadletter: audit.noteDeadLetter()
    default: break
    }
  }
}
