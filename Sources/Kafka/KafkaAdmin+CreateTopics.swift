import CRdKafka
import Records

extension KafkaAdmin {
  /// Sends one CreateTopics request.
  /// - Returns: what became of each topic, or nil when the broker does not know the request.
  func request(
    _ topics: [TopicSpecification], _ timeout: Duration
  ) throws(KafkaError) -> [String: TopicCreation]? {
    var objects: [OpaquePointer?] = []
    defer { for object in objects { rd_kafka_NewTopic_destroy(object) } }
    for topic in topics { objects.append(try Self.object(topic)) }
    let answer = try handle.ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, "creating topics", timeout) { options, answers in
      rd_kafka_CreateTopics(handle.pointer, &objects, objects.count, options, answers)
    }
    defer { rd_kafka_event_destroy(answer) }
    let code = rd_kafka_event_error(answer)
    if code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE { return nil }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, "creating topics", reason: String(cString: rd_kafka_event_error_string(answer)))
    }
    return try Self.outcomes(answer, topics)
  }

  /// What the protocol (KIP-464, Kafka 2.4) takes for the broker's own number of replicas.
  private static let brokerDefault = -1

  private static func object(_ topic: TopicSpecification) throws(KafkaError) -> OpaquePointer {
    var reason = [CChar](repeating: 0, count: 512)
    guard
      let object = rd_kafka_NewTopic_new(
        topic.name, Int32(topic.partitions), Int32(topic.replicas ?? brokerDefault), &reason, reason.count)
    else { throw .configuration("topic \(topic.name) cannot be created with these numbers") }
    for (name, value) in topic.configuration { rd_kafka_NewTopic_set_config(object, name, value) }
    return object
  }

  private static func outcomes(
    _ answer: OpaquePointer, _ topics: [TopicSpecification]
  ) throws(KafkaError) -> [String: TopicCreation] {
    var outcomes: [String: TopicCreation] = [:]
    var count = 0
    let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer), &count)
    for index in 0..<count {
      let name = String(cString: rd_kafka_topic_result_name(results?[index]))
      switch rd_kafka_topic_result_error(results?[index]) {
      case RD_KAFKA_RESP_ERR_NO_ERROR: outcomes[name] = .created
      // Somebody else was faster.
      case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
        outcomes[name] = .existing(partitions: topics.first { $0.name == name }?.partitions ?? 0)
      case let code:
        let reason = rd_kafka_topic_result_error_string(results?[index]).map { String(cString: $0) }
        throw KafkaError(code, "creating topic \(name)", reason: reason)
      }
    }
    return outcomes
  }
}
