import Records

/// A log for tests: records with topics, partitions and offsets as Kafka would give them, in one batch or in many.
struct TopicLog {
  struct Line {
    var topic: Topic
    var partition: Int32
    var key: String?
    var value: String?
    var time: Timestamp
  }

  let topics: TopicNames
  private(set) var lines: [Line] = []

  init(pipeline: String = "fraud") { topics = TopicNames(pipeline: pipeline) }

  mutating func add(_ topic: Topic, key: String?, value: String?, partition: Int32 = 0, time: Int64 = 0) {
    lines.append(
      Line(topic: topic, partition: partition, key: key, value: value, time: Timestamp(milliseconds: time)))
  }

  mutating func add(_ card: ModelCard) throws {
    add(.models, key: ModelKey.card(card.version).text, value: try Self.json(card), time: card.created.milliseconds)
  }

  mutating func add(_ deployment: Deployment) throws {
    add(.models, key: ModelKey.live.text, value: try Self.json(deployment), time: deployment.time.milliseconds)
  }

  mutating func add(_ command: Command, partition: Int32 = 0) throws {
    add(
      .commands, key: command.pipeline, value: try Self.json(command), partition: partition,
      time: command.time.milliseconds)
  }

  mutating func add(_ alert: Alert, partition: Int32 = 0) throws {
    add(
      .alerts, key: "\(alert.detector ?? "")/\(alert.on ?? "")", value: try Self.json(alert), partition: partition,
      time: alert.time.milliseconds)
  }

  /// The log as one batch.
  var batch: RecordBatch { batches(of: max(1, lines.count)).first ?? RecordBatch() }

  /// The log cut into batches of `size` records.
  func batches(of size: Int) -> [RecordBatch] {
    var offsets: [String: Int64] = [:]
    var batches: [RecordBatch] = []
    for (index, line) in lines.enumerated() {
      if index.isMultiple(of: size) { batches.append(RecordBatch()) }
      let place = "\(topics[line.topic])/\(line.partition)"
      batches[batches.count - 1].append(
        topic: line.topic, key: line.key, value: line.value, partition: line.partition,
        offset: offsets[place, default: 0], timestamp: line.time)
      offsets[place, default: 0] += 1
    }
    return batches
  }

  private static func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONCoding.encode(value), as: UTF8.self)
  }
}
