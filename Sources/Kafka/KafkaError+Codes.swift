import CRdKafka

extension KafkaError {
  /// - Parameter attempt: what was tried, as the beginning of a sentence: `committing offsets`.
  init(_ code: rd_kafka_resp_err_t, _ attempt: String, reason: String? = nil) {
    self.init(
      kind: Self.kind(of: code), code: code.rawValue, name: String(cString: rd_kafka_err2name(code)),
      message: "\(attempt): \(reason ?? String(cString: rd_kafka_err2str(code)))")
  }

  /// Takes the error object over.
  init(taking error: OpaquePointer, _ attempt: String) {
    defer { rd_kafka_error_destroy(error) }
    let code = rd_kafka_error_code(error)
    self.init(code, attempt, reason: String(cString: rd_kafka_error_string(error)))
    if rd_kafka_error_is_fatal(error) != 0 {
      kind = .fatal
    } else if rd_kafka_error_txn_requires_abort(error) != 0 {
      kind = .abortable
    } else if rd_kafka_error_is_retriable(error) != 0 {
      kind = .retriable
    }
  }

  static func configuration(_ message: String) -> KafkaError {
    KafkaError(
      kind: .configuration, code: RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue, name: "_INVALID_ARG", message: message)
  }

  static func timedOut(_ message: String) -> KafkaError {
    KafkaError(kind: .retriable, code: RD_KAFKA_RESP_ERR__TIMED_OUT.rawValue, name: "_TIMED_OUT", message: message)
  }

  private static func kind(of code: rd_kafka_resp_err_t) -> Kind {
    switch code {
    case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
      .fatal
    case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
      RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__QUEUE_FULL,
      RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__IN_PROGRESS, RD_KAFKA_RESP_ERR__RETRY,
      RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR__WAIT_CACHE,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
      RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
      RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR:
      .retriable
    default:
      .refused
    }
  }
}
