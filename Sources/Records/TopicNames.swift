/// The names that one pipeline's topics have on the cluster.
///
/// By default `<pipeline>.events`, `<pipeline>.labels` and so on; `freshet.config` and `freshet.commands` are shared by
/// all pipelines. Each of them can be overridden. No two topics of a pipeline may have the same name: a record's name
/// alone must tell the part that it plays.
package struct TopicNames: Hashable, Sendable {
  private var names: [String]

  /// - Parameter overrides: the names that differ from the default; the pipeline's file has made sure that no two agree.
  package init(pipeline: String, overrides: [Topic: String] = [:]) {
    names = Topic.allCases.map { overrides[$0] ?? Self.defaultName(of: $0, pipeline: pipeline) }
    precondition(Set(names).count == names.count, "two topics of pipeline \(pipeline) have one name: \(names)")
  }

  package subscript(topic: Topic) -> String { names[topic.index] }

  /// The part that the topic of this name plays, or nil for a name that the pipeline does not use.
  package func topic(named name: String) -> Topic? {
    names.firstIndex(of: name).map { Topic.allCases[$0] }
  }

  /// `<pipeline>.<topic>`, or `freshet.<topic>` for the two that all pipelines share.
  package static func defaultName(of topic: Topic, pipeline: String) -> String {
    switch topic {
    case .config, .commands: "freshet.\(topic.rawValue)"
    default: "\(pipeline).\(topic.rawValue)"
    }
  }
}
