import ArgumentParser
import Logging
import Records
import Service

/// What the subcommands that write a command have in common.
struct ModelsRequest: ParsableArguments {
  @OptionGroup var target: ModelsTarget
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
