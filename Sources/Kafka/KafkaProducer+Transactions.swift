import CRdKafka
import Records

/// Transactions: `initTransactions` once, then for each round `begin`, `send`, `sendOffsets`, `commit`.
///
/// An error says what is left to do by its kind: `retriable`, call again; `abortable`, call `abort` and send the round
/// again; `fatal`, another producer has this one's name or a guarantee is broken, so close.
extension KafkaProducer {
  /// Fences off earlier producers of the same name and finishes what they left open.
  package func initTransactions(timeout: Duration = .seconds(60)) throws(KafkaError) {
    try check(rd_kafka_init_transactions(client, timeout.timeout), "initializing transactions")
  }

  package func begin() throws(KafkaError) {
    context.ledger.firstFailure = nil
    try check(rd_kafka_begin_transaction(client), "beginning a transaction")
  }

  /// Makes the consumer's offsets part of the open transaction; they must not be committed otherwise.
  package func sendOffsets(
    _ offsets: [TopicPartition: Int64], note: String = "", of consumer: KafkaConsumer, timeout: Duration = .seconds(60)
  ) throws(KafkaError) {
    guard !offsets.isEmpty else { return }
    guard let group = rd_kafka_consumer_group_metadata(consumer.client) else {
      preconditionFailure("a consumer without a group has no offsets to commit")
    }
    defer { rd_kafka_consumer_group_metadata_destroy(group) }
    let list = PartitionList(offsets, note: note, consumer.names)
    try check(
      rd_kafka_send_offsets_to_transaction(client, list.pointer, group, timeout.timeout),
      "adding offsets to a transaction")
  }

  /// Flushes and commits: the transaction's records and offsets become visible together.
  package func commit(timeout: Duration = .seconds(60)) throws(KafkaError) {
    try check(rd_kafka_commit_transaction(client, timeout.timeout), "committing a transaction")
  }

  /// Takes back the records and offsets of the open transaction.
  package func abort(timeout: Duration = .seconds(60)) throws(KafkaError) {
    try check(rd_kafka_abort_transaction(client, timeout.timeout), "aborting a transaction")
    context.ledger.firstFailure = nil
  }

  private func check(_ error: OpaquePointer?, _ attempt: String) throws(KafkaError) {
    guard let error else { return }
    throw KafkaError(taking: error, attempt)
  }
}
