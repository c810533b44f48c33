import Drift
import Features
import Records
import Training

/// A pipeline as its file describes it, checked as a whole: the value that the stages are built from.
///
/// Equality is that of the words; `changes(from:)` and `configurationDigest` go by the meaning.
package struct PipelineDefinition: Hashable, Sendable {
  package let name: String
  package let topics: TopicNames
  package let events: EventSettings
  package let labels: LabelSettings
  /// In the order of the feature vector.
  package let features: [FeatureDefinition]
  package let featureOptions: FeatureSettings
  package let model: ModelSettings
  package let training: TrainingSettings
  package let gate: GateSettings
  /// Detectors in the order of their names.
  package let drift: DriftSettings
  package let triggers: [TriggerSettings]
  package let retraining: RetrainingSettings
  package let deployment: DeploymentSettings
  package let delivery: DeliveryGuarantee
  package let topicCreation: TopicCreationSettings

  package init(
    name: String, topics: [Topic: String] = [:], events: EventSettings, labels: LabelSettings,
    features: [FeatureDefinition], featureOptions: FeatureSettings = .init(),
    model: ModelSettings = .init(algorithm: .gbdt), training: TrainingSettings = .init(), gate: GateSettings? = nil,
    drift: DriftSettings = .init(), triggers: [TriggerSettings] = [], retraining: RetrainingSettings = .init(),
    deployment: DeploymentSettings = .init(), delivery: DeliveryGuarantee = .atLeastOnce,
    topicCreation: TopicCreationSettings = .init()
  ) {
    self.name = name
    self.topics = TopicNames(pipeline: name, overrides: topics)
    self.events = events
    self.labels = labels
    self.features = features
    self.featureOptions = featureOptions
    self.model = model
    self.training = training
    self.gate = gate ?? GateSettings(metric: .usual(for: labels.task))
    self.drift = DriftSettings(window: drift.window, detectors: drift.detectors.sorted { $0.name < $1.name })
    self.triggers = triggers
    self.retraining = retraining
    self.deployment = deployment
    self.delivery = delivery
    self.topicCreation = topicCreation
  }

  /// The features as a program over the events' schema.
  ///
  /// - Throws: what is wrong with the features; never for a definition out of `PipelineFile`, which has compiled them.
  package func featureProgram() throws(FeatureErrors) -> FeatureProgram {
    try FeatureProgram(
      definitions: features, schema: events.schema, lateness: featureOptions.lateness, bounds: featureOptions.bounds)
  }
}
