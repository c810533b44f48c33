import ArgumentParser
import Pipeline
import Records
import Service

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Trains a version again from its recorded offsets, configuration and seed.",
    discussion: """
      The artifact must come out byte for byte; the exit status is 1 when it does not, or when examples have expired from \
      their topic, which are then named. The pipeline's file is found by its digest, or given with --file.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Argument(help: "The version.")
  var version: Int

  @Option(help: ArgumentHelp("The pipeline's file to train under, where the recorded one is gone.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("Another seed than the recorded one: what does it change?", valueName: "number"))
  var seed: UInt64?

  @Flag(help: "End with one JSON object: version, digest, reproduced_digest, identical.")
  var json = false

  func run() throws {
    let settings = try connection.reachedSettings()
    let given = try file.map { try PipelineFiles([$0]).checked()[0].definition }
    let result: Reproduction
    do {
      let definition = try PipelineLookup.definition(of: pipeline, settings: settings)
      result = try Reproduction.run(
        ModelVersion(version), of: definition, file: given, seed: seed, settings: settings)
    } catch {
      throw Failure.work("\(error)")
    }
    if json {
      try Console.printJSON(result)
    } else {
      Console.print("recorded    \(result.digest)")
      Console.print("reproduced  \(result.reproducedDigest)")
      Console.print(result.isIdentical ? "identical" : "different")
    }
    if !result.isIdentical {
      throw Failure.work("version \(version) did not come out the same from its \(result.examples) examples")
    }
  }
}
