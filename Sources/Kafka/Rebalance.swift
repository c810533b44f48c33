import CRdKafka

/// A change of the assignment that the group has announced, and that takes effect when it is carried out.
struct Rebalance {
  enum Change { case assign, revoke }

  var change: Change
  /// Whether another member owns the partitions already.
  var isLost: Bool
  var list: PartitionList

  /// Whether the group moves single partitions, so that the others stay.
  static func isIncremental(_ client: OpaquePointer) -> Bool {
    String(cString: rd_kafka_rebalance_protocol(client)) == "COOPERATIVE"
  }

  func carryOut(_ client: OpaquePointer) -> KafkaError? {
    guard Self.isIncremental(client) else {
      let code = rd_kafka_assign(client, change == .assign ? list.pointer : nil)
      return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError(code, "changing the assignment")
    }
    let error =
      change == .assign
      ? rd_kafka_incremental_assign(client, list.pointer) : rd_kafka_incremental_unassign(client, list.pointer)
    return error.map { KafkaError(taking: $0, "changing the assignment") }
  }
}
