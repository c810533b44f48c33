/// The names that one pipeline's topics have on the cluster: `<pipeline>.events` and so on, unless its file names others.
///
/// `freshet.config` and `freshet.commands` are shared by all pipelines. A pipeline's names must differ from each other,
/// since the name alone tells the part that a topic plays; the pipeline's file is checked for that.
package struct TopicNames: Hashable, Sendable {
  package let pipeline: String
  /// Only the names that differ from the usual ones.
  package let overrides: [Topic: String]

  package init(pipeline: String, overrides: [Topic: String] = [:]) {
    self.pipeline = pipeline
    self.overrides = overrides.filter { $0.value != Self.usualName($0.key, pipeline: pipeline) }
  }

  package subscript(topic: Topic) -> String { overrides[topic] ?? Self.usualName(topic, pipeline: pipeline) }

  /// The part that the topic of this name plays, or nil for a name that the pipeline does not use.
  package func topic(named name: String) -> Topic? { Topic.allCases.first { self[$0] == name } }

  /// The name without an override.
  package static func usualName(_ topic: Topic, pipeline: String) -> String {
    switch topic {
    case .config, .commands: "freshet.\(topic.rawValue)"
    default: "\(pipeline).\(topic.rawValue)"
    }
  }
}
