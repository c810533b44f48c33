import Pipeline
import Records

/// A version's artifact, out of the models topic.
package struct ModelExport {
  package var bytes: [UInt8]
  /// SHA-256, in hex.
  package var digest: String

  /// - Throws: a refusal when the version is not whole, or its bytes are not those of its card.
  package static func read(
    _ version: ModelVersion, of definition: PipelineDefinition, settings: ServiceSettings
  ) throws -> ModelExport {
    let catalog = try ModelCatalog.read(settings: settings.kafka, names: definition.topics)
    let loader = ModelLoader(
      settings: settings.kafka, names: definition.topics, layout: try definition.featureProgram().layout)
    let bytes = try loader.artifactBytes(version, in: catalog)
    return ModelExport(bytes: bytes, digest: catalog.cards[version]?.digest ?? "")
  }
}
