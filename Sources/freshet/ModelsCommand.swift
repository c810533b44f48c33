import ArgumentParser
import Foundation
import Logging
import Records
import Registry
import Service

struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "The registry: versions, where they come from, and which one answers.",
    subcommands: [List.self, Show.self, Export.self, Rollback.self, Promote.self, Approve.self, Pin.self, Unpin.self])

  /// The pipeline and the cluster that every subcommand names.
  struct Target: ParsableArguments {
    @OptionGroup var connection: ConnectionOptions

    @Argument(help: "The pipeline.")
    var pipeline: String

    func view() throws -> (view: RegistryView, settings: ServiceSettings) {
      let settings = try connection.reachedSettings()
      do {
        let definition = try PipelineLookup.definition(of: pipeline, settings: settings)
        return (try RegistryView(definition: definition, settings: settings), settings)
      } catch {
        throw Failure.work("\(error)")
      }
    }
  }

  /// What the subcommands that write a command have in common.
  struct Request: ParsableArguments {
    @OptionGroup var target: Target
    @Option(help: "Why, for the record.") var reason: String?
    @Flag(help: "End with one JSON object: command_id.") var json = false

    func send(_ kind: Command.Kind, version: Int? = nil) throws {
      let settings = try target.connection.reachedSettings()
      do {
        let sender = CommandSender(settings: settings, logger: Logger(label: "freshet"))
        let id = try sender.send(
          kind, to: target.pipeline, version: version.map { ModelVersion($0) }, reason: reason,
          now: FreshetService.wallClock())
        if json { try Console.printJSON(["command_id": id]) } else { Console.print(id) }
      } catch {
        throw Failure.work("\(error)")
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists a pipeline's versions.")

    @OptionGroup var target: Target
    @Flag(help: "End with one JSON object: models, live.") var json = false

    private struct Report: Encodable {
      var models: [VersionSummary]
      var live: ModelVersion
    }

    func run() throws {
      let view = try target.view().view
      let versions: [VersionSummary]
      let live: ModelVersion
      do {
        versions = try view.reader.versions(of: target.pipeline)
        live = try view.reader.liveVersion(of: target.pipeline)
      } catch {
        throw Failure.work("\(error)")
      }
      if json { return try Console.printJSON(Report(models: versions, live: live)) }
      Console.print("version  state      trigger          examples  metrics")
      for model in versions {
        let metrics = model.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rounded(places: 4))" }
        Console.print(
          "\("\(model.version)".padding(7))  \(model.state.rawValue.padding(9))  \(model.trigger.padding(15))  "
            + "\("\(model.examples)".padding(8))  \(metrics.joined(separator: ", "))")
      }
      Console.print("live: \(live)")
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows a version with its lineage, metrics and verdict, as JSON.")

    @OptionGroup var target: Target
    @Argument(help: "The version.") var version: Int
    @Flag(help: "One line of JSON rather than an indented one.") var json = false

    func run() throws {
      let details: VersionDetails?
      do {
        details = try target.view().view.reader.version(ModelVersion(version), of: target.pipeline)
      } catch let exit as ExitCode {
        throw exit
      } catch {
        throw Failure.work("\(error)")
      }
      guard let details else { throw Failure.work("pipeline \(target.pipeline) has no version \(version)") }
      if json { return try Console.printJSON(details) }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      Console.print(String(decoding: try encoder.encode(details), as: UTF8.self))
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a version's artifact to a file, checked against its digest.")

    @OptionGroup var target: Target
    @Argument(help: "The version.") var version: Int
    @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var output: String
    @Flag(help: "End with one JSON object: version, digest, bytes, file.") var json = false

    private struct Report: Encodable {
      var version: Int
      var digest: String
      var bytes: Int
      var file: String
    }

    func run() throws {
      let settings = try target.connection.reachedSettings()
      do {
        let definition = try PipelineLookup.definition(of: target.pipeline, settings: settings)
        let export = try ModelExport.read(ModelVersion(version), of: definition, settings: settings)
        try Data(export.bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
        let report = Report(version: version, digest: export.digest, bytes: export.bytes.count, file: output)
        if json {
          try Console.printJSON(report)
        } else {
          Console.print("\(output): \(report.bytes) bytes, \(report.digest)")
        }
      } catch {
        throw Failure.work("\(error)")
      }
    }
  }

  struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Asks for the version before the live one, or for a named one, to answer again.")

    @OptionGroup var request: Request
    @Argument(help: "The version; the one before the live one by default.") var version: Int?

    func run() throws { try request.send(.rollback, version: version) }
  }

  struct Promote: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Asks for a version to answer.")

    @OptionGroup var request: Request
    @Argument(help: "The version.") var version: Int

    func run() throws { try request.send(.promote, version: version) }
  }

  struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Approves a candidate of a pipeline whose deployment is manual: it answers from now on.")

    @OptionGroup var request: Request
    @Argument(help: "The version.") var version: Int

    func run() throws { try request.send(.approve, version: version) }
  }

  struct Pin: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keeps the live version, or a named one, whatever is trained.")

    @OptionGroup var request: Request
    @Argument(help: "The version; the live one by default.") var version: Int?

    func run() throws { try request.send(.pin, version: version) }
  }

  struct Unpin: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lets accepted candidates go live again.")

    @OptionGroup var request: Request

    func run() throws { try request.send(.unpin) }
  }
}
