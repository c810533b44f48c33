import CRdKafka
import Records

extension ClientHandle {
  private static let property = "max.message.bytes"

  /// The most bytes that the cluster takes in one batch of records of each topic. Topics that it says nothing of are left
  /// out: those that do not exist, or whose configuration is not for this client to see; the embedded broker tells none.
  func largestBatches(of topics: [String], timeout: Duration) throws(KafkaError) -> [String: Int] {
    guard try !isEmbedded(timeout) else { return [:] }
    var objects = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
    defer { rd_kafka_ConfigResource_destroy_array(&objects, objects.count) }
    let attempt = "reading topics' configuration"
    let answer = try ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, attempt, timeout) { options, answers in
      rd_kafka_DescribeConfigs(pointer, &objects, objects.count, options, answers)
    }
    defer { rd_kafka_event_destroy(answer) }
    let code = rd_kafka_event_error(answer)
    if code == RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE { return [:] }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, attempt, reason: String(cString: rd_kafka_event_error_string(answer)))
    }
    return Self.bounds(answer)
  }

  private static func bounds(_ answer: OpaquePointer) -> [String: Int] {
    var bounds: [String: Int] = [:]
    var count = 0
    let resources = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(answer), &count)
    for index in 0..<count {
      var entryCount = 0
      guard let resource = resources?[index], let name = rd_kafka_ConfigResource_name(resource),
        let entries = rd_kafka_ConfigResource_configs(resource, &entryCount)
      else { continue }
      for entry in UnsafeBufferPointer(start: entries, count: entryCount) {
        guard let entry, String(cString: rd_kafka_ConfigEntry_name(entry)) == property,
          let value = rd_kafka_ConfigEntry_value(entry)
        else { continue }
        bounds[String(cString: name)] = Int(String(cString: value))
      }
    }
    return bounds
  }
}
