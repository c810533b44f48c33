import ArgumentParser
import Foundation
import Logging
import Records
import Service

struct RetrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrain", abstract: "Asks a running pipeline for a training on its newest examples.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var log: LogOptions

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Option(help: "Why, for the record.")
  var reason: String?

  @Flag(help: "End with one JSON object: command_id.")
  var json = false

  func run() throws {
    let settings = try connection.reachedSettings()
    let sender = CommandSender(settings: settings, logger: try log.logger())
    do {
      let id = try sender.send(.retrain, to: pipeline, reason: reason, now: FreshetService.wallClock())
      if json { try Console.printJSON(["command_id": id]) } else { Console.print(id) }
    } catch {
      throw Failure.work("\(error)")
    }
  }
}
