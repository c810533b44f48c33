/// The part a topic plays for a pipeline. The pipeline's file maps each part to a topic's name.
package enum Topic: String, CaseIterable, Sendable, Codable {
  case events, labels, predictions, examples, alerts, models, deadletter
  /// Shared by all pipelines: `freshet.config`, keyed by the pipeline's name.
  case config
  /// Shared by all pipelines: `freshet.commands`, keyed by the pipeline's name.
  case commands
}

extension Topic {
  /// The topic's place among `allCases`, for tables indexed by topic.
  package var index: Int {
    switch self {
    case .events: 0
    case .labels: 1
    case .predictions: 2
    case .examples: 3
    case .alerts: 4
    case .models: 5
    case .deadletter: 6
    case .config: 7
    case .commands: 8
    }
  }
}

extension Topic {
  /// Whether the topic keeps the newest record of each key for ever rather than every record for a while.
  package var isCompacted: Bool { self == .models || self == .config }
}
