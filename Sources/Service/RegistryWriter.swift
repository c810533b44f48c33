import Foundation
import Kafka
import Logging
import Pipeline
import Records
import Registry

/// Keeps the registry's view up to date from the topics, and writes each pipeline's status each second; on a thread of
/// its own, because SQLite blocks.
///
/// The registry is a view: when its file cannot be written the service goes on, says so, and tries again.
final class RegistryWriter {
  private static let statusInterval = Duration.seconds(1)

  private let context: ServiceContext
  private let board: PipelineBoard
  private let shared = TopicNames(pipeline: "freshet")

  init(_ context: ServiceContext, board: PipelineBoard) {
    self.context = context
    self.board = board
  }

  private var logger: Logger { context.logger }

  func run(until stop: StopSignal) {
    var backoff = Backoff()
    while !stop.isRaised {
      do {
        let registry = try open()
        defer { try? registry.close() }
        backoff.reset()
        try keepUp(registry, until: stop)
      } catch {
        logger.error("The registry is behind; trying again", metadata: ["reason": "\(error)"])
        stop.wait(atMost: backoff.next())
      }
    }
  }

  private func open() throws -> Registry {
    let folder = context.settings.dataFolder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let cluster = try KafkaAdmin(context.kafka).clusterID()
    let (registry, opening) = try Registry.open(
      path: "\(folder)/\(Registry.fileName)", cluster: cluster)
    logger.info("Registry \(opening)", metadata: ["file": "\(registry.path)"])
    return registry
  }

  private func keepUp(_ registry: Registry, until stop: StopSignal) throws {
    var readers: [String: TopicReader] = [:]
    var lastStatus = ContinuousClock.now - Self.statusInterval
    while !stop.isRaised {
      try addReaders(&readers, registry)
      for (name, reader) in readers.sorted(by: { $0.key < $1.key }) {
        let names = name.isEmpty ? shared : board[name]?.definition.current.topics ?? TopicNames(pipeline: name)
        _ = try reader.poll(timeout: .milliseconds(50)) { try apply($0, names: names, to: registry) }
      }
      if readers.isEmpty { stop.wait(atMost: 0.2) }
      if ContinuousClock.now - lastStatus >= Self.statusInterval {
        lastStatus = .now
        try writeStatus(to: registry)
      }
    }
    try writeStatus(to: registry)
  }

  /// The shared topics' reader is named "".
  private func addReaders(_ readers: inout [String: TopicReader], _ registry: Registry) throws {
    if readers[""] == nil { readers[""] = try reader(names: shared, topics: [.config, .commands], registry) }
    for runtime in board.all where readers[runtime.name] == nil {
      readers[runtime.name] = try reader(
        names: runtime.definition.current.topics, topics: [.models, .alerts], registry)
    }
  }

  private func reader(names: TopicNames, topics: [Topic], _ registry: Registry) throws -> TopicReader {
    let known = try registry.reader.positions()
    let reader = try TopicReader(settings: context.kafka, names: names)
    try reader.start(topics) { partition in
      let position = known.first { $0.topic == names[partition.topic] && $0.partition == partition.partition }
      return position.map { .offset($0.nextOffset) } ?? .earliest
    }
    return reader
  }

  private func apply(_ batch: RecordBatch, names: TopicNames, to registry: Registry) throws {
    let applied = try registry.apply(batch, topics: names) { text in
      try? PipelineFile.parse(text: text, file: "").get().configurationDigest
    }
    for record in applied.unreadable {
      logger.warning("The registry passed over a record", metadata: ["record": "\(record)"])
    }
  }

  private func writeStatus(to registry: Registry) throws {
    for runtime in board.all {
      try registry.writeStatus(PipelineStatus(of: runtime), of: runtime.name, at: context.clock())
    }
  }
}
