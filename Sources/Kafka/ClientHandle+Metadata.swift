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

  /// The cluster's own id.
  func clusterID(_ timeout: Duration) throws(KafkaError) -> String {
    guard let text = rd_kafka_clusterid(pointer, timeout.timeout) else {
      throw .timedOut("asking for the cluster's id: no answer within \(timeout)")
    }
    defer { rd_kafka_mem_free(pointer, text) }
    return String(cString: text)
  }

  /// Whether the cluster is an embedded broker: it knows no request about topics' making and configuration, and librdkafka
  /// would wait long before it said so.
  func isEmbedded(_ timeout: Duration) throws(KafkaError) -> Bool {
    try clusterID(timeout).hasPrefix(EmbeddedBroker.clusterIDPrefix)
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
