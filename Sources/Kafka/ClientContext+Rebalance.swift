import CRdKafka
import Records

extension ClientContext {
  /// The rebalance callback: notes what the group announces. It takes effect when the consumer carries it out, which
  /// librdkafka allows at any later time; until then this member still owns what is to be revoked.
  func announce(
    _ code: rd_kafka_resp_err_t, _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>, _ client: OpaquePointer
  ) {
    let change: Rebalance.Change
    switch code {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: change = .assign
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS: change = .revoke
    default:
      report(KafkaError(code, "joining the group"))
      rd_kafka_assign(client, nil)
      return
    }
    let rebalance = Rebalance(
      change: change, isLost: change == .revoke && rd_kafka_assignment_lost(client) != 0,
      list: PartitionList(copying: list))
    if isClosing {
      if let failure = rebalance.carryOut(client) { report(failure) }
    } else {
      announced += 1
      rebalances.append(rebalance)
    }
  }
}
