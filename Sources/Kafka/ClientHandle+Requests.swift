import CRdKafka

extension ClientHandle {
  /// Sends one request and waits for its answer, which the caller destroys.
  func ask(
    _ operation: rd_kafka_admin_op_t, _ attempt: String, _ timeout: Duration,
    _ send: (_ options: OpaquePointer?, _ answers: OpaquePointer?) -> Void
  ) throws(KafkaError) -> OpaquePointer {
    let answers = rd_kafka_queue_new(pointer)
    defer { rd_kafka_queue_destroy(answers) }
    let options = rd_kafka_AdminOptions_new(pointer, operation)
    defer { rd_kafka_AdminOptions_destroy(options) }
    rd_kafka_AdminOptions_set_request_timeout(options, max(1, timeout.timeout), nil, 0)
    send(options, answers)
    guard let answer = rd_kafka_queue_poll(answers, (timeout + .seconds(5)).timeout) else {
      throw .timedOut("\(attempt): no answer within \(timeout)")
    }
    return answer
  }
}
