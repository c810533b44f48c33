import CRdKafka
import Records

extension KafkaAdmin {
  /// Deletes topics with their records; those that do not exist are passed over.
  /// - Throws: the first topic that could not be deleted. The embedded broker deletes none.
  package func deleteTopics(_ names: [String], timeout: Duration = .seconds(30)) throws(KafkaError) {
    guard !names.isEmpty else { return }
    var objects = names.map { rd_kafka_DeleteTopic_new($0) }
    defer { rd_kafka_DeleteTopic_destroy_array(&objects, objects.count) }
    let answer = try handle.ask(RD_KAFKA_ADMIN_OP_DELETETOPICS, "deleting topics", timeout) { options, answers in
      rd_kafka_DeleteTopics(handle.pointer, &objects, objects.count, options, answers)
    }
    defer { rd_kafka_event_destroy(answer) }
    let code = rd_kafka_event_error(answer)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, "deleting topics", reason: String(cString: rd_kafka_event_error_string(answer)))
    }
    var count = 0
    let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(answer), &count)
    for index in 0..<count {
      let code = rd_kafka_topic_result_error(results?[index])
      guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART else { continue }
      throw KafkaError(code, "deleting topic \(String(cString: rd_kafka_topic_result_name(results?[index])))")
    }
  }
}
