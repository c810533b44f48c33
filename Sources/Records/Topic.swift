/// The part a topic plays for a pipeline. The pipeline's file maps each part to a topic's name.
package enum Topic: String, CaseIterable, Sendable, Codable {
  case events, labels, predictions, examples, alerts, models, deadletter
  /// Shared by all pipelines: `freshet.config`, keyed by the pipeline's name.
  case config
  /// Shared by all pipelines: `freshet.commands`, keyed by the pipeline's name.
  case commands
}
