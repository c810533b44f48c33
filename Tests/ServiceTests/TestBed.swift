import Foundation
import Kafka
import Logging
import Pipeline
import Records
import Service
import Testing

/// All of the service's tests, one after another: each runs a whole service.
@Suite("The service", .serialized)
enum ServiceSuite {}

/// A cluster, a data folder and a pipeline of its own for one test: the embedded broker, and a real cluster too when
/// FRESHET_TEST_BROKERS=host:port names one, which is left as it was found.
final class TestBed: Sendable {
  enum Cluster: String, Sendable, CustomTestStringConvertible {
    case embedded, real
    var testDescription: String { rawValue }
  }

  static let realBrokers = ProcessInfo.processInfo.environment["FRESHET_TEST_BROKERS"]
  /// The clusters that a test can run on.
  static let available: [Cluster] = realBrokers == nil ? [.embedded] : [.embedded, .real]

  let broker: EmbeddedBroker?
  let settings: ServiceSettings
  /// The pipeline's name: the test's own, so that a real cluster can be used again and again.
  let pipeline = "test\(UInt32.random(in: 0 ... .max))"
  let log = LogCapture()
  private let folder: String
  private let madeTopics = Latest<[String]>([])

  init(_ cluster: Cluster = .embedded) throws {
    folder = NSTemporaryDirectory() + "/freshet-test-\(UUID().uuidString)"
    // Of a real cluster's `freshet.config` the service runs the test's own pipeline.
    var settings = ServiceSettings(
      dataFolder: folder, pipelines: [pipeline], commitInterval: .milliseconds(50), pollTimeout: .milliseconds(10))
    switch cluster {
    case .embedded:
      let broker = try EmbeddedBroker()
      settings.use(broker)
      self.broker = broker
    case .real:
      settings.brokers = Self.realBrokers
      broker = nil
    }
    self.settings = settings
  }

  deinit {
    if let broker { broker.stop() } else { cleanUp() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Takes the pipeline and its topics away from a real cluster.
  private func cleanUp() {
    do {
      var batch = RecordBatch()
      batch.append(topic: .config, key: pipeline, value: nil, timestamp: FreshetService.wallClock())
      let producer = try KafkaProducer(settings.kafka, names: TopicNames(pipeline: pipeline))
      try producer.send(batch)
      try producer.flush(timeout: .seconds(30))
      try KafkaAdmin(settings.kafka).deleteTopics(madeTopics.current)
    } catch {
      print("NOT CLEANED UP on FRESHET_TEST_BROKERS: \(pipeline): \(error)")
    }
  }

  /// A bed on the embedded broker, for a test that needs its hooks, which a real cluster does not have.
  static func withHooks() throws -> (bed: TestBed, broker: EmbeddedBroker) {
    if realBrokers != nil {
      print("NOT RUN on FRESHET_TEST_BROKERS: \(Test.current?.name ?? "a test") needs the embedded broker's hooks")
    }
    let bed = try TestBed(.embedded)
    return (bed, try #require(bed.broker))
  }

  // MARK: The pipeline

  /// The file's text under the test's own name, with further replacements.
  func text(of file: String, replacing changes: [(String, String)] = []) throws -> String {
    let path = URL(fileURLWithPath: #filePath).appending(path: "../../../topics/\(file)").standardized.path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try Self.replacing([("pipeline: \(file.dropLast(5))\n", "pipeline: \(pipeline)\n")] + changes, in: text)
  }

  static func replacing(_ changes: [(String, String)], in text: String) throws -> String {
    try changes.reduce(text) { text, change in
      try #require(text.contains(change.0), "the file says '\(change.0)' no more")
      return text.replacing(change.0, with: change.1)
    }
  }

  /// The definition; the test fails where the text is none.
  func definition(_ text: String) throws -> PipelineDefinition {
    try PipelineFile.parse(text: text, file: "\(pipeline).yaml").get()
  }

  /// Makes the pipeline's topics and puts its file into `freshet.config`.
  func apply(_ text: String) async throws {
    let definition = try definition(text)
    try await onThread { [self] in
      let setup = ClusterSetup(settings: settings, embedded: broker, logger: log.logger)
      let made = try setup.createTopics(of: [definition]).created
      madeTopics.set(made.filter { $0.hasPrefix(pipeline) })
      try setup.apply([(definition: definition, text: text)], now: FreshetService.wallClock())
    }
  }

  /// Writes records and waits for their delivery.
  func send(_ batch: RecordBatch, names: TopicNames) async throws {
    try await onThread { [settings] in
      let producer = try KafkaProducer(settings.kafka, names: names)
      let refused = try producer.send(batch)
      try #require(refused.isEmpty)
      try producer.flush(timeout: .seconds(60))
    }
  }

  // MARK: The service

  /// Runs a service around `body`, from the moment that its stages have joined their groups until it has shut down.
  @discardableResult
  func running<Result>(
    _ settings: ServiceSettings? = nil, awaitingReady: Bool = true,
    _ body: (FreshetService) async throws -> Result
  ) async throws -> Result {
    let settings = settings ?? self.settings
    let service = FreshetService(settings: settings, logger: log.logger)
    let task = Task { try await service.run() }
    do {
      if awaitingReady {
        try await eventually("all stages have joined") { [self] in
          service.board[pipeline]?.readyRoles.current == settings.roles
        }
      }
      let result = try await body(service)
      service.shutDown()
      try await task.value
      return result
    } catch {
      service.shutDown()
      try await task.value
      throw error
    }
  }
}
