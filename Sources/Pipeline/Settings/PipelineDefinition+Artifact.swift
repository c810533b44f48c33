import Models
import Records

extension PipelineDefinition {
  /// What an artifact says of the events that its model is for.
  package var eventSource: EventSource {
    EventSource(
      pipeline: name, idField: events.idField, timeField: events.timeField,
      latenessMilliseconds: featureOptions.lateness.milliseconds)
  }

  /// The part of a pipeline that scoring needs, out of an artifact alone; nil where the artifact was made without one.
  package init?(scoringWith artifact: Artifact) {
    guard let source = artifact.source, artifact.schema.column(source.idField) != nil,
      artifact.schema.column(source.timeField) != nil
    else { return nil }
    self.init(
      name: source.pipeline,
      events: EventSettings(idField: source.idField, timeField: source.timeField, schema: artifact.schema),
      labels: LabelSettings(
        idField: source.idField, valueField: "label", task: artifact.task,
        classes: artifact.task == .multiclass ? artifact.classes : nil),
      features: artifact.definitions,
      featureOptions: FeatureSettings(lateness: .milliseconds(source.latenessMilliseconds)))
  }
}
