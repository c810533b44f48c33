import Records

/// The part of an artifact that a person can read: everything but weights, codes and distributions.
struct ArtifactManifest: Codable {
  var version: ModelVersion
  var algorithm: String
  var parameters: [String: Double]
  var task: LearningTask
  var classes: [String]
  var features: [FeatureDefinition]
  var schema: EventSchema
  var source: EventSource?
  var layout: [FeatureLayout.Feature]
  /// The layout's hash in hex; JSON's readers do not agree on 64-bit numbers.
  var layoutHash: String
  var metrics: [String: Double]
  var lineage: ModelCard.Lineage

  init(_ artifact: Artifact) {
    version = artifact.version
    algorithm = artifact.predictor.algorithm
    parameters = artifact.parameters
    task = artifact.task
    classes = artifact.classes
    features = artifact.definitions
    schema = artifact.schema
    source = artifact.source
    layout = artifact.layout.features
    layoutHash = artifact.layout.hashText
    metrics = artifact.metrics
    lineage = artifact.lineage
  }

  enum CodingKeys: String, CodingKey {
    case version, algorithm, parameters, task, classes, features, schema, source, layout
    case layoutHash = "layout_hash"
    case metrics, lineage
  }
}
