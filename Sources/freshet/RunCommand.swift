import ArgumentParser
import Foundation
import Kafka
import Logging
import Service

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the service: scores, joins, watches, trains and swaps, as freshet.config says.",
    discussion: """
      Follows the topic freshet.config; files given by --topics are applied to it at start, and their topics made. \
      SIGTERM and SIGINT drain, commit and exit; a second one exits at once.
      """)

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var log: LogOptions

  @Flag(help: "Start the in-memory broker in this process and use it.")
  var embedded = false

  @Option(help: ArgumentHelp("A folder of pipeline files to apply at start.", valueName: "folder"))
  var topics: String?

  @Option(help: "Which stages this process runs, comma-separated: scorer, monitor, trainer.")
  var roles = "scorer,monitor,trainer"

  @Option(
    help: ArgumentHelp(
      "The pipelines that this process runs, comma-separated; all of freshet.config when not given.",
      valueName: "names"))
  var pipelines: String?

  @Option(
    name: .customLong("commit-interval"),
    help: ArgumentHelp("How often outputs are flushed and offsets committed.", valueName: "duration"))
  var commitInterval: DurationArgument?

  @Option(
    name: .customLong("snapshot-interval"),
    help: ArgumentHelp(
      "How often the state is kept in the data folder, 1s to 1h; 0s for never (default: 1m).", valueName: "duration"))
  var snapshotInterval: DurationArgument?

  func run() async throws {
    let logger = try log.logger()
    var settings = try embedded ? connection.settings() : connection.clusterSettings()
    settings.roles = try parsedRoles()
    settings.pipelines = try parsedPipelines()
    if let snapshotInterval {
      do {
        try settings.setSnapshotInterval(snapshotInterval.duration, of: "--snapshot-interval")
      } catch {
        throw ValidationError("\(error)")
      }
    }
    if let commitInterval { settings.commitInterval = commitInterval.duration }
    let files = PipelineFiles(try topics.map(PipelineFiles.files) ?? [])
    let definitions = try files.checked()
    let broker = try startBroker(&settings)
    defer { broker?.stop() }
    let instance = try InstanceFile(in: settings.dataFolder)
    settings.instance = instance.name

    let setup = ClusterSetup(settings: settings, embedded: broker, logger: logger)
    do {
      if !definitions.isEmpty || embedded {
        _ = try setup.createTopics(of: definitions.map(\.definition))
        try setup.apply(
          definitions.map { (definition: $0.definition, text: $0.text) }, now: FreshetService.wallClock())
      }
    } catch {
      throw Failure.work("the topics could not be prepared: \(error)")
    }
    let service = FreshetService(settings: settings, logger: logger)
    async let stopped: Void = Signals.firstToStop()
    async let running: Void = service.run()
    await stopped
    logger.notice("Stopping: draining and committing")
    service.shutDown()
    try await running
    instance.release()
  }

  private func startBroker(_ settings: inout ServiceSettings) throws -> EmbeddedBroker? {
    guard embedded else { return nil }
    if connection.brokers != nil { throw ValidationError("--embedded and --brokers exclude each other: give one") }
    do {
      let broker = try EmbeddedBroker()
      settings.use(broker)
      Console.note("broker: \(broker.address)")
      return broker
    } catch {
      throw Failure.work("the embedded broker does not start: \(error)")
    }
  }

  private func parsedPipelines() throws -> Set<String>? {
    guard let pipelines else { return nil }
    let names = pipelines.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard !names.isEmpty else { throw ValidationError("--pipelines: name at least one") }
    return Set(names)
  }

  private func parsedRoles() throws -> Set<ServiceSettings.Role> {
    var parsed: Set<ServiceSettings.Role> = []
    for name in roles.split(separator: ",") {
      guard let role = ServiceSettings.Role(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
        throw ValidationError("--roles \(name): expected scorer, monitor or trainer")
      }
      parsed.insert(role)
    }
    guard !parsed.isEmpty else { throw ValidationError("--roles: name at least one of scorer, monitor, trainer") }
    return parsed
  }
}
