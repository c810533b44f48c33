import ArgumentParser
import Foundation
import Logging
import Service
import Training

struct ModelsImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Makes a version of a model that was trained elsewhere.",
    discussion: """
      XGBoost's JSON or UBJSON (gbtree) and LightGBM's text; features are matched by name, or by order where the model \
      names none of the pipeline's. The samples are a CSV with a column a feature and the model's own outputs: a column \
      prediction, or prediction_<class> a class. The model must answer each of them as is given there; otherwise nothing \
      is imported, and the first row that differs is named. The version answers once it is promoted.
      """)

  @OptionGroup var target: ModelsTarget

  @Argument(help: "The model's file.")
  var file: String

  @Option(help: ArgumentHelp("xgboost or lightgbm.", valueName: "format"))
  var format: ImportedForest.Format

  @Option(help: ArgumentHelp("Rows with the outputs that the model gave.", valueName: "csv file"))
  var samples: String

  @Option(
    help: ArgumentHelp("How far from a given output the model may be, relative to it or to 1.", valueName: "number"))
  var tolerance = 1e-6

  @Flag(help: "End with one JSON object: version, digest, trees, samples, largest_difference.")
  var json = false

  func validate() throws {
    if !(tolerance > 0 && tolerance < 1) { throw ValidationError("--tolerance \(tolerance): expected 0 to 1") }
  }

  func run() throws {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Failure.work("\(file): cannot be read; name a model's file")
    }
    let settings = try target.connection.reachedSettings()
    do {
      let definition = try PipelineLookup.definition(of: target.pipeline, settings: settings)
      let result = try ModelImport(definition: definition, settings: settings, logger: Logger(label: "freshet"))
        .run(
          [UInt8](data), format: format, samples: samples, tolerance: tolerance, now: FreshetService.wallClock())
      if json { return try Console.printJSON(result) }
      Console.print(
        "version \(result.version): \(result.trees) trees, \(result.samples) sample rows answered as given; "
          + "`freshet models promote \(target.pipeline) \(result.version)` lets it answer")
    } catch let error as ImportError {
      throw Failure.work("\(file): \(error)")
    } catch {
      throw Failure.work("\(error)")
    }
  }
}

extension ImportedForest.Format: ExpressibleByArgument {}
