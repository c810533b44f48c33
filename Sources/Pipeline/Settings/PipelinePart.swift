/// The parts of a pipeline file, by the key that begins each.
package enum PipelinePart: String, CaseIterable, Sendable {
  case pipeline, topics, events, labels, features
  case featureOptions = "feature_options"
  case model, training, gate, drift, triggers, retraining, deployment, delivery
  case topicCreation = "topic_creation"

  /// Why a running service cannot take up a change of the part; nil where it can.
  package var reasonForRestart: String? {
    switch self {
    case .pipeline: "another name is another pipeline"
    case .topics: "offsets and state belong to the old topics"
    case .events: "events already decoded and windows already filled follow the old schema"
    case .labels: "predictions already waiting are joined by the old rule"
    case .features, .featureOptions: "windows already filled and the live model follow the old features"
    case .delivery: "producers are opened for one guarantee"
    case .model, .training, .gate, .drift, .triggers, .retraining, .deployment, .topicCreation: nil
    }
  }
}
