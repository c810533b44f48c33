import ArgumentParser
import Logging
import Service

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Writes pipelines to freshet.config; running services take them up.",
    discussion: "Nothing is written when any file has a problem.")

  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var log: LogOptions

  @Argument(help: "Pipeline files.")
  var files: [String]

  @Flag(help: "End with one JSON object: applied.")
  var json = false

  private struct Report: Encodable { var applied: [String] }

  func run() throws {
    let settings = try connection.reachedSettings()
    let definitions = try PipelineFiles(files).checked()
    do {
      try ClusterSetup(settings: settings, logger: try log.logger()).apply(
        definitions.map { (definition: $0.definition, text: $0.text) }, now: FreshetService.wallClock())
    } catch {
      throw Failure.work("the files were not applied: \(error)")
    }
    for read in definitions where !json { Console.print("\(read.file): applied as \(read.definition.name)") }
    if json { try Console.printJSON(Report(applied: definitions.map(\.definition.name))) }
  }
}
