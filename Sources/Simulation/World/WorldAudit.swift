import Pipeline
import Records

/// What a world left in its log, read as any client would, and what is wrong with it.
struct WorldAudit {
  struct Answer {
    var place: Workload.Place
    var timestamp: Timestamp
    /// Since when it can be read, which is later where its scorer was away or a transaction before it took long.
    var visibleAt: Timestamp
    var model: ModelVersion
    var vector: [Float]
    /// How far its scorer had followed the models topic.
    var followedTo: Int64
  }

  struct Example {
    var actual: Int
    var vector: [Float]
  }

  let world: World
  /// By id, in the order of their partition.
  private(set) var answers: [String: [Answer]] = [:]
  /// Ids in the order of each partition of the predictions.
  private(set) var answered: [[String]] = []
  private(set) var examples: [String: [Example]] = [:]
  private(set) var cards: [(offset: Int64, card: ModelCard)] = []
  private(set) var deployments: [(offset: Int64, deployment: Deployment)] = []
  /// The ids of all alerts.
  private(set) var alerts: Set<String> = []
  private(set) var deadLetters: [Workload.Place: Int] = [:]
  private(set) var unreadableCount = 0

  init(_ world: World) {
    self.world = world
    for partition in world.log.partitions(of: .predictions) { readAnswers(partition) }
    for partition in world.log.partitions(of: .examples) { readExamples(partition) }
    readModels()
    for partition in world.log.partitions(of: .alerts) {
      let batch = batch(partition)
      for index in 0..<batch.count {
        guard let alert = try? batch.decodeValue(Alert.self, of: index) else { unreadableCount += 1; continue }
        alerts.insert(alert.alertID)
      }
    }
    for partition in world.log.partitions(of: .deadletter) { readDeadLetters(partition) }
  }

  var isExactlyOnce: Bool { world.plan.definition.delivery == .exactlyOnce }

  private func batch(_ partition: TopicPartition) -> RecordBatch {
    var batch = RecordBatch()
    _ = world.log[partition].read(from: 0, limit: .max, into: &batch)
    return batch
  }

  private mutating func readAnswers(_ partition: TopicPartition) {
    let batch = batch(partition)
    let task = world.plan.definition.labels.task
    var decoder = PredictionDecoder(task: task, layout: world.program.layout)
    var rows = PredictionBatch(task: task, layout: world.program.layout)
    var failures: [DecodeFailure] = []
    decoder.decode(batch, 0..<batch.count, into: &rows, rejected: &failures)
    unreadableCount += failures.count
    var ids: [String] = []
    for row in 0..<rows.count {
      let record = Int(rows.records[row])
      let entry = batch.entries[record]
      let id = batch.keyString(record) ?? ""
      ids.append(id)
      answers[id, default: []].append(
        Answer(
          place: Workload.Place(topic: .predictions, partition: entry.partition, offset: entry.offset),
          timestamp: Timestamp(milliseconds: entry.timestamp),
          visibleAt: world.log[partition].visibleAt[Int(entry.offset)], model: rows.model(row),
          vector: (0..<rows.matrix.width).map { rows.matrix[row, $0] },
          followedTo: world.log[partition].followedTo[Int(entry.offset)]))
    }
    answered.append(ids)
  }

  private mutating func readExamples(_ partition: TopicPartition) {
    let batch = batch(partition)
    let task = world.plan.definition.labels.task
    var decoder = ExampleDecoder(task: task, layout: world.program.layout)
    var rows = ExampleBatch(task: task, layout: world.program.layout)
    var failures: [DecodeFailure] = []
    decoder.decode(batch, 0..<batch.count, into: &rows, rejected: &failures)
    unreadableCount += failures.count
    for row in 0..<rows.count {
      examples[batch.keyString(Int(rows.records[row])) ?? "", default: []].append(
        Example(
          actual: Int(rows.actuals[row]), vector: (0..<rows.matrix.width).map { rows.matrix[row, $0] }))
    }
  }

  private mutating func readModels() {
    let batch = batch(TopicPartition(.models, 0))
    for index in 0..<batch.count {
      switch batch.keyString(index).flatMap(ModelKey.init) {
      case .card:
        guard let card = try? batch.decodeValue(ModelCard.self, of: index) else { unreadableCount += 1; continue }
        cards.append((batch.entries[index].offset, card))
      case .live:
        guard let live = try? batch.decodeValue(Deployment.self, of: index) else { unreadableCount += 1; continue }
        deployments.append((batch.entries[index].offset, live))
      case .part, .failure: break
      case nil: unreadableCount += 1
      }
    }
  }

  private mutating func readDeadLetters(_ partition: TopicPartition) {
    let batch = batch(partition)
    for index in 0..<batch.count {
      guard let topic = batch.headerString("topic", of: index).flatMap(world.plan.definition.topics.topic(named:)),
        let partition = batch.headerString("partition", of: index).flatMap(Int32.init),
        let offset = batch.headerString("offset", of: index).flatMap(Int64.init)
      else {
        unreadableCount += 1
        continue
      }
      deadLetters[Workload.Place(topic: topic, partition: partition, offset: offset), default: 0] += 1
    }
  }
}
