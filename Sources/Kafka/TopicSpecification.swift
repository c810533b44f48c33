import Records

/// A topic as it should be made.
package struct TopicSpecification: Hashable, Sendable {
  package enum Cleanup: String, Hashable, Sendable { case delete, compact }

  package var name: String
  package var partitions: Int
  /// Copies of each partition; nil for the broker's default.
  package var replicas: Int?
  package var cleanup: Cleanup
  /// How long records are kept; nil for the broker's default. Negative for ever.
  package var retention: Duration?
  /// Further properties of the topic, such as `segment.bytes`.
  package var properties: [String: String]

  package init(
    name: String, partitions: Int, replicas: Int? = nil, cleanup: Cleanup = .delete, retention: Duration? = nil,
    properties: [String: String] = [:]
  ) {
    precondition(partitions > 0 && replicas ?? 1 > 0, "topic \(name) needs at least one partition and one replica")
    self.name = name
    self.partitions = partitions
    self.replicas = replicas
    self.cleanup = cleanup
    self.retention = retention
    self.properties = properties
  }

  /// What the broker is asked for, sorted by name.
  var configuration: [(String, String)] {
    var all = properties
    all["cleanup.policy"] = cleanup.rawValue
    if let retention { all["retention.ms"] = retention < .zero ? "-1" : String(retention.milliseconds) }
    return all.sorted { $0.key < $1.key }
  }
}
