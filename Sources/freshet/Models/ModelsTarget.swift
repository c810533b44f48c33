import ArgumentParser
import Pipeline
import Service

/// The pipeline and the cluster that every subcommand names.
struct ModelsTarget: ParsableArguments {
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
