import CRdKafka

/// Hooks for tests.
extension EmbeddedBroker {
  /// The requests of Kafka's protocol that a test may want to fail, by their number there.
  package enum Request: Int16, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case initProducerID = 22
    case addPartitionsToTransaction = 24
    case endTransaction = 26
    case transactionOffsetCommit = 28
  }

  /// What a request can fail with.
  package enum Fault: Sendable {
    case disconnect
    case notLeader
    case notCoordinator
    case topicAuthorizationFailed
    case messageTooLarge
    case producerFenced
    case concurrentTransactions

    var code: rd_kafka_resp_err_t {
      switch self {
      case .disconnect: RD_KAFKA_RESP_ERR__TRANSPORT
      case .notLeader: RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
      case .notCoordinator: RD_KAFKA_RESP_ERR_NOT_COORDINATOR
      case .topicAuthorizationFailed: RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
      case .messageTooLarge: RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE
      case .producerFenced: RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH
      case .concurrentTransactions: RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS
      }
    }
  }

  /// Lets the next requests of that kind fail, one for each fault.
  package func fail(_ request: Request, with faults: [Fault]) {
    let codes = faults.map(\.code)
    withMock { rd_kafka_mock_push_request_errors_array($0, request.rawValue, codes.count, codes) }
  }

  /// Cuts all connections and refuses new ones. Records are kept.
  package func takeDown() { _ = withMock { rd_kafka_mock_broker_set_down($0, -1) } }

  package func bringUp() { _ = withMock { rd_kafka_mock_broker_set_up($0, -1) } }

  /// Delays every answer.
  package func delay(_ time: Duration) { _ = withMock { rd_kafka_mock_broker_set_rtt($0, -1, time.timeout) } }
}
