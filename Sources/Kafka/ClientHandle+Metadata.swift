import CRdKafka

extension ClientHandle {
  /// What the cluster says about one topic.
  /// - Throws: an error with `isUnknownTopic` when there is none.
  func metadata(of name: String, _ timeout: Duration) throws(KafkaError) -> TopicMetadata {
    guard let topic = rd_kafka_topic_new(pointer, name, nil) else {
      throw KafkaError(rd_kafka_last_error(), "naming topic \(name)")
    }
    defer { rd_kafka_topic_destroy(topic) }
    let attempt = "reading the metadata of topic \(name)"
    let topics = try metadata(topic, timeout, attempt)
    guard let found = topics.first(where: { $0.metadata.name == name }) else {
      throw KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, attempt)
    }
    guard found.code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(found.code, attempt) }
    return found.metadata
  }

  /// All topics of the cluster.
  func metadata(_ timeout: Duration) throws(KafkaError) -> [TopicMetadata] {
    try metadata(nil, timeout, "listing topics").map(\.metadata)
  }

  private func metadata(
    _ topic: OpaquePointer?, _ timeout: Duration, _ attempt: String
  ) throws(KafkaError) -> [(metadata: TopicMetadata, code: rd_kafka_resp_err_t)] {
    var answer: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(pointer, topic == nil ? 1 : 0, topic, &answer, timeout.timeout)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw KafkaError(code, attempt) }
    defer { rd_kafka_metadata_destroy(answer) }
    return UnsafeBufferPointer(start: answer.pointee.topics, count: Int(answer.pointee.topic_cnt)).map {
      let replicas = $0.partition_cnt > 0 ? Int($0.partitions[0].replica_cnt) : 0
      return (
        TopicMetadata(name: String(cString: $0.topic), partitions: Int($0.partition_cnt), replicas: replicas), $0.err
      )
    }
  }
}
