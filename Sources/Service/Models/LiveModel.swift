import Models
import Pipeline
import Records

/// A version of a pipeline, out of the models topic, ready to answer.
package enum LiveModel {
  /// - Parameter version: the live one when nil; the prior where nothing has been trained.
  /// - Throws: why the version cannot be served.
  package static func read(
    _ version: ModelVersion?, of definition: PipelineDefinition, settings: ServiceSettings
  ) throws -> Model {
    let catalog = try ModelCatalog.read(settings: settings.kafka, names: definition.topics)
    let layout = try definition.featureProgram().layout
    let version = version ?? catalog.liveVersion
    guard version != .prior else {
      return .prior(task: definition.labels.task, layout: layout, classes: definition.labels.classes ?? [])
    }
    return try ModelLoader(settings: settings.kafka, names: definition.topics, layout: layout)
      .load(version, in: catalog)
  }
}
