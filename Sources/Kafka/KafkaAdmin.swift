import CRdKafka
import Records

/// Looks at a cluster and makes topics. Its calls block; it belongs to one thread.
package final class KafkaAdmin {
  let handle: ClientHandle

  package init(_ settings: KafkaSettings, log: KafkaLog? = nil) throws(KafkaError) {
    handle = try ClientHandle(.producer, settings, log: log)
  }

  /// All topics, sorted by name.
  package func topics(timeout: Duration = .seconds(30)) throws(KafkaError) -> [TopicMetadata] {
    try handle.metadata(timeout).sorted { $0.name < $1.name }
  }

  /// The cluster's own id.
  package func clusterID(timeout: Duration = .seconds(30)) throws(KafkaError) -> String {
    try handle.clusterID(timeout)
  }

  /// Makes the topics that do not exist. Those that do are left as they are.
  /// - Returns: what became of each, by name.
  /// - Throws: the first topic that could be neither made nor found.
  package func createTopics(
    _ topics: [TopicSpecification], timeout: Duration = .seconds(30)
  ) throws(KafkaError) -> [String: TopicCreation] {
    let known = try handle.metadata(timeout)
    var outcome: [String: TopicCreation] = [:]
    for topic in known where topic.partitions > 0 { outcome[topic.name] = .existing(partitions: topic.partitions) }
    outcome = outcome.filter { name, _ in topics.contains { $0.name == name } }
    let missing = topics.filter { outcome[$0.name] == nil }
    guard !missing.isEmpty else { return outcome }
    if try !handle.isEmbedded(timeout), let made = try request(missing, timeout) {
      outcome.merge(made) { $1 }
    } else {
      for topic in missing { outcome[topic.name] = .createdByUse(partitions: try use(topic.name, timeout)) }
    }
    return outcome
  }

  /// Makes the topics of the embedded broker.
  package static func createTopics(
    _ topics: [TopicSpecification], on broker: EmbeddedBroker
  ) throws(KafkaError) -> [String: TopicCreation] {
    var outcome: [String: TopicCreation] = [:]
    for topic in topics {
      outcome[topic.name] =
        try broker.createTopic(topic.name, partitions: topic.partitions)
        ? .created : .existing(partitions: topic.partitions)
    }
    return outcome
  }

  /// Asks for a topic until the broker has made it.
  private func use(_ name: String, _ timeout: Duration) throws(KafkaError) -> Int {
    let deadline = ContinuousClock.now + timeout
    while true {
      do throws(KafkaError) {
        return try handle.metadata(of: name, timeout).partitions
      } catch {
        guard error.kind == .retriable || error.isUnknownTopic, ContinuousClock.now < deadline else { throw error }
        // Serving the client's queue bounds the rate of the requests.
        rd_kafka_poll(handle.pointer, 50)
      }
    }
  }
}
