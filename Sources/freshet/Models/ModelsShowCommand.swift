import ArgumentParser
import Foundation
import Records
import Registry
import Service

struct ModelsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a version with its lineage, metrics and verdict, as JSON.")

  @OptionGroup var target: ModelsTarget
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
