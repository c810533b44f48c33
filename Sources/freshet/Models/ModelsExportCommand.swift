import ArgumentParser
import Foundation
import Models
import Records
import Service
import Training

struct ModelsExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a version's artifact to a file, checked against its digest.",
    discussion: """
      As the artifact itself (README, Topics and wire formats), which `freshet score --model` reads, or as XGBoost's JSON, \
      for XGBoost to load.
      """)

  @OptionGroup var target: ModelsTarget
  @Argument(help: "The version.") var version: Int
  @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var output: String
  @Option(help: ArgumentHelp("freshet or xgboost.", valueName: "format")) var format = Format.freshet
  @Flag(help: "End with one JSON object: version, digest, bytes, file.") var json = false

  enum Format: String, CaseIterable, ExpressibleByArgument { case freshet, xgboost }

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
      let bytes = try bytes(of: export)
      try Data(bytes).write(to: URL(fileURLWithPath: output), options: .atomic)
      let report = Report(version: version, digest: export.digest, bytes: bytes.count, file: output)
      if json {
        try Console.printJSON(report)
      } else {
        Console.print("\(output): \(report.bytes) bytes, \(report.digest)")
      }
    } catch {
      throw Failure.work("\(error)")
    }
  }

  private func bytes(of export: ModelExport) throws -> [UInt8] {
    switch format {
    case .freshet: export.bytes
    case .xgboost: Array(try XGBoostExport(Artifact(decoding: export.bytes)).json.utf8)
    }
  }
}
