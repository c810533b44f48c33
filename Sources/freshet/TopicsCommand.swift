import ArgumentParser
import Logging
import Service

struct TopicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "Makes the topics of pipelines.", subcommands: [Create.self])

  struct Create: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create",
      abstract: "Makes the topics that pipelines need; existing ones stay as they are.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var log: LogOptions

    @Argument(help: "Pipeline files.")
    var files: [String]

    @Flag(help: "End with one JSON object: created, existing.")
    var json = false

    private struct Report: Encodable {
      var created: [String]
      var existing: [String]
    }

    func run() throws {
      let settings = try connection.reachedSettings()
      let definitions = try PipelineFiles(files).checked().map(\.definition)
      let topics: ClusterSetup.Topics
      do {
        topics = try ClusterSetup(settings: settings, logger: try log.logger()).createTopics(of: definitions)
      } catch {
        throw Failure.work("the topics were not made: \(error)")
      }
      for name in topics.createdByUse {
        Console.note(
          "\(name): made by its first use; this broker cannot be told how many partitions or which cleanup it needs")
      }
      if json {
        try Console.printJSON(Report(created: topics.created + topics.createdByUse, existing: topics.existing))
      } else {
        for name in topics.created + topics.createdByUse { Console.print("\(name): created") }
        for name in topics.existing { Console.print("\(name): exists") }
      }
    }
  }
}
