import Drift
import Records
import Training

extension PipelineFileReader {
  /// The whole file; nil only where nothing can be built even from stand-ins.
  mutating func readPipeline(_ root: PipelineFileValue) -> PipelineDefinition? {
    let remedy = "describe a pipeline as a table, beginning with `pipeline: <name>`"
    guard let file = readSection(root, keys: PipelinePart.allCases.map(\.rawValue), remedy: remedy) else { return nil }
    let name = readName(in: file)
    let topics = file[part: .topics].map { readTopics($0, pipeline: name) } ?? [:]
    let events = readEvents(in: file)
    let labels = readLabels(in: file, events: events)
    let featureOptions = file[part: .featureOptions].map { readFeatureOptions($0) } ?? FeatureSettings()
    let features = readFeatures(in: file, events: events, options: featureOptions)
    let task = labels?.task
    let model = file[part: .model].map { readModel($0) } ?? ModelSettings(algorithm: .gbdt)
    let training = file[part: .training].map { readTraining($0) } ?? TrainingSettings()
    let gate = file[part: .gate].flatMap { readGate($0, features: features, task: task) }
    let drift = file[part: .drift].map { readDrift($0, features: features, task: task) } ?? DriftReading()
    let triggers = file[part: .triggers].map { readTriggers($0, detectors: drift.detectorNames) } ?? []
    let retraining = file[part: .retraining].map { readRetraining($0) } ?? RetrainingSettings()
    let deployment = file[part: .deployment].map { readDeployment($0) } ?? DeploymentSettings()
    let delivery = file[part: .delivery].flatMap { readChoice($0, of: DeliveryGuarantee.self) } ?? .atLeastOnce
    let creation = file[part: .topicCreation].map { readTopicCreation($0) } ?? TopicCreationSettings()
    guard problems.isEmpty, let name, let events, let labels else { return nil }
    return PipelineDefinition(
      name: name, topics: topics, events: events.settings, labels: labels, features: features.definitions,
      featureOptions: featureOptions, model: model, training: training, gate: gate, drift: drift.settings,
      triggers: triggers, retraining: retraining, deployment: deployment, delivery: delivery, topicCreation: creation)
  }

  private mutating func readName(in file: PipelineFileSection) -> String? {
    let remedy = "give a name of letters, digits, - and _, at most 100, such as `pipeline: fraud`"
    guard let value = file[part: .pipeline] else {
      reportMissing(PipelinePart.pipeline.rawValue, in: file, remedy)
      return nil
    }
    guard let name = readText(value, remedy: remedy) else { return nil }
    guard name.utf8.count <= 100, name.unicodeScalars.allSatisfy(Self.isNameScalar) else {
      report(value, "'\(PipelineFileValue.clipped(name))' cannot name topics", remedy)
      return nil
    }
    return name
  }

  /// Letters, digits, `-` and `_` of ASCII.
  static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_")
  }
}

extension PipelineFileSection {
  subscript(part part: PipelinePart) -> PipelineFileValue? { self[part.rawValue] }
}
