import Kafka
import Logging
import Pipeline
import Records

/// One run of a lane with one consumer, one producer and one stage; thrown away whole on an error.
final class LaneSession<Stage: LaneStage> {
  private var stage: Stage
  private let definition: PipelineDefinition
  private let settings: ServiceSettings
  private let kafka: KafkaSettings
  private let logger: Logger
  private let connection: ConnectionLog
  private let clock: @Sendable () -> Timestamp
  private let onAssigned: () -> Void

  private let consumer: KafkaConsumer
  private let sink: LaneSink
  private var input = RecordBatch()
  private var output = RecordBatch()
  /// Records before these offsets have been dealt with by an earlier session.
  private var liveFrom: [TopicPartition: Int64] = [:]
  private var isDirty = false
  private var lastCommit = ContinuousClock.now

  init(
    stage: Stage, definition: PipelineDefinition, settings: ServiceSettings, kafka: KafkaSettings, logger: Logger,
    connection: ConnectionLog, clock: @escaping @Sendable () -> Timestamp, onAssigned: @escaping () -> Void
  ) throws {
    self.stage = stage
    self.onAssigned = onAssigned
    self.definition = definition
    self.settings = settings
    self.kafka = kafka
    self.logger = logger
    self.connection = connection
    self.clock = clock
    let group = "freshet-\(definition.name)-\(Stage.role.rawValue)"
    var consuming = kafka
    // A stage that reads two topics needs partition i of both: the range assignor pairs them.
    if Stage.inputs.count > 1 { consuming.properties["partition.assignment.strategy"] = "range" }
    consumer = try KafkaConsumer(consuming, names: definition.topics, group: group)
    sink = try LaneSink(definition: definition, kafka: kafka, role: Stage.role, instance: settings.instance)
    try consumer.subscribe(Stage.inputs)
  }

  deinit { consumer.close() }

  /// - Parameter mayGoOn: asked before each turn; when it says no, what was begun is committed and the session ends.
  func run(until stop: StopSignal, while mayGoOn: () throws -> Bool) throws {
    while !stop.isRaised, try mayGoOn() { try turn() }
    try commit()
  }

  private func turn() throws {
    input.removeAll()
    let limit = BatchLimit(records: settings.maximumBatchCount)
    let poll = try consumer.poll(into: &input, limit: limit, timeout: settings.pollTimeout)
    connection.note(poll.events, of: "\(Stage.role.rawValue) of \(definition.name)")
    try takeUp()
    if poll.records > 0 { try step() }
    for event in poll.events { try handle(event) }
    if ContinuousClock.now - lastCommit >= settings.commitInterval { try commit() }
  }

  private func takeUp() throws {
    output.removeAll()
    stage.prepare(now: clock(), into: &output)
    try send()
  }

  private func step() throws {
    output.removeAll()
    stage.step(input, now: clock(), into: &output)
    isDirty = true
    try send()
  }

  private func send() throws {
    if !output.isEmpty { try sink.send(output) }
  }

  /// Flushes what was sent and commits how far the input has been dealt with.
  private func commit() throws {
    lastCommit = .now
    if isDirty {
      try sink.commit(consumer.positions.filter { $0.value > liveFrom[$0.key] ?? 0 }, of: consumer)
      isDirty = false
    }
    output.removeAll()
    try stage.afterCommit(self, now: clock(), into: &output)
    try send()
  }

  // MARK: Events of the consumer

  private func handle(_ event: KafkaEvent) throws {
    switch event {
    case .assigned(let partitions): try take(partitions)
    case .revoked(let partitions):
      try commit()
      for partition in partitions {
        stage.revoke(partition)
        liveFrom[partition] = nil
      }
    case .lost(let partitions):
      logger.warning(
        "Partitions were lost to another member", metadata: ["partitions": "\(partitions)", "role": "\(Stage.role)"])
      throw LaneInterruption.partitionsLost
    case .endReached, .brokersDown, .brokersUp, .trouble: break
    }
  }

  private func take(_ partitions: [TopicPartition]) throws {
    let replay = try ReplayStart.find(
      partitions, span: stage.replaySpan, consumer: consumer, settings: kafka, names: definition.topics)
    for partition in partitions {
      liveFrom[partition] = replay.liveFrom[partition]
      let live = replay.liveFrom[partition] ?? 0
      stage.assign(partition, from: replay.startAt[partition] ?? live, liveFrom: live)
    }
    try consumer.start(at: replay.startAt)
    onAssigned()
    if !partitions.isEmpty {
      logger.info(
        "Took partitions",
        metadata: [
          "pipeline": "\(definition.name)", "role": "\(Stage.role)", "partitions": "\(partitions)",
          "replayed": "\(replay.recordCount)",
        ])
    }
  }
}

extension LaneSession: LaneLog {
  func ranges(of topic: Topic) throws -> [OffsetRange] {
    try consumer.partitions(of: topic).map { partition in
      let held = try consumer.watermarks(partition)
      return OffsetRange(partition: partition.partition, from: held.lowerBound, to: held.upperBound)
    }
  }
}

/// Why a session ends that is no error of the cluster.
enum LaneInterruption: Error, CustomStringConvertible {
  case partitionsLost

  var description: String { "another member of the group holds the partitions now" }
}
