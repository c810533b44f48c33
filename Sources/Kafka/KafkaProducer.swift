import CRdKafka
import Records

/// Writes batches to a pipeline's topics, and knows what has arrived.
///
/// A producer belongs to one thread, like the consumer whose offsets are committed after its delivery reports; every
/// stage has its own. Its calls block that thread, so it must not be one of the cooperative pool.
package final class KafkaProducer {
  package let names: TopicNames

  let handle: ClientHandle
  private var topics: [OpaquePointer?] = Array(repeating: nil, count: Topic.allCases.count)
  private var slots = ProduceSlots()
  /// The largest batch that the cluster takes, by the topic's index.
  private var largestBatches: [Int] = Array(repeating: .max, count: Topic.allCases.count)
  /// What a batch of one record has beside the record's key, value and headers.
  private static let batchOverhead = 128

  var client: OpaquePointer { handle.pointer }
  var context: ClientContext { handle.context }

  /// Records that the cluster has acknowledged.
  package var delivered: Int { context.ledger.delivered }
  /// Records that were given up.
  package var failed: Int { context.ledger.failed }
  /// Records that are neither.
  package var pending: Int { Int(rd_kafka_outq_len(client)) }

  /// - Parameter transactionalID: names this producer across restarts, so that a successor fences it off; with it, every
  ///   record must be sent within a transaction.
  package init(
    _ settings: KafkaSettings, names: TopicNames, transactionalID: String? = nil, log: KafkaLog? = nil
  ) throws(KafkaError) {
    let fixed =
      transactionalID.map { [("transactional.id", $0), KafkaSettings.transactionTimeout] }
      ?? [KafkaSettings.endlessDelivery]
    handle = try ClientHandle(.producer, settings, fixed: fixed, log: log)
    self.names = names
  }

  /// Gives up what is pending; flush first.
  deinit {
    rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
    for topic in topics { if let topic { rd_kafka_topic_destroy(topic) } }
  }

  /// Asks the cluster how large a record of these topics may be; `send` then refuses what is larger, instead of failing
  /// when the cluster does.
  package func learnBounds(of topics: [Topic], timeout: Duration = .seconds(30)) throws(KafkaError) {
    let bounds = try handle.largestBatches(of: topics.map { names[$0] }, timeout: timeout)
    for topic in topics { largestBatches[topic.index] = bounds[names[topic]] ?? .max }
  }

  /// Sends all records of the batch, in order. The bytes are copied, so the batch can be filled again at once.
  ///
  /// A record's partition follows from its key as in Java's clients, unless the record names one. A full queue is back
  /// pressure: the call waits for room.
  /// - Parameter timeout: how long one record may wait for room.
  /// - Returns: the records that no broker would take, to be dealt with as bad data; the others are on their way.
  /// - Throws: `retriable` when there was no room in time, `fatal` when the producer is of no use any more; the records
  ///   before the one that failed are on their way.
  @discardableResult
  package func send(_ batch: RecordBatch, timeout: Duration = .seconds(60)) throws(KafkaError) -> [RefusedRecord] {
    var refused: [RefusedRecord] = []
    for index in 0..<batch.count {
      if batch.byteCount(index) + Self.batchOverhead > largestBatches[batch.entries[index].topic.index] {
        refused.append(RefusedRecord(record: index, reason: "larger than the topic's `max.message.bytes`"))
        continue
      }
      let code = try produce(batch, index, timeout)
      if code == RD_KAFKA_RESP_ERR_NO_ERROR {
        context.ledger.send()
      } else if code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE {
        refused.append(RefusedRecord(record: index, reason: "larger than `message.max.bytes`"))
      } else {
        throw failure(code, "sending to \(names[batch.entries[index].topic])")
      }
    }
    rd_kafka_poll(client, 0)
    return refused
  }

  private func produce(
    _ batch: RecordBatch, _ index: Int, _ timeout: Duration
  ) throws(KafkaError) -> rd_kafka_resp_err_t {
    let place = batch.entries[index].topic
    let topic = try topic(place)
    let ticket = context.ledger.ticket(place)
    let code = slots.produce(batch, index, to: topic, ticket: ticket, of: client)
    guard code == RD_KAFKA_RESP_ERR__QUEUE_FULL else { return code }
    return waitForRoom(timeout) { slots.produce(batch, index, to: topic, ticket: ticket, of: client) }
  }

  /// Takes the delivery reports that have come, and what has happened to the connection.
  package func serve() throws(KafkaError) -> [KafkaEvent] {
    rd_kafka_poll(client, 0)
    context.checkConnection()
    try handle.checkFatal()
    return context.collect()
  }

  /// Waits until every record sent is delivered. Only when this returns may the offsets of their inputs be committed.
  /// - Throws: the first failure since the last flush; `retriable` when records were still pending at the timeout.
  package func flush(timeout: Duration) throws(KafkaError) {
    let code = rd_kafka_flush(client, timeout.timeout)
    try handle.checkFatal()
    try throwFailure()
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaError(code, "flushing", reason: "\(pending) records were not delivered within \(timeout)")
  }

  /// Ends a round: what was sent up to now is told from what is sent after it. The round before must have been delivered.
  package func endRound() { context.ledger.endRound() }

  /// Takes the delivery reports that have come, and says whether every record of the rounds that have ended is delivered.
  /// - Throws: the first failure since the last flush.
  package func hasDeliveredRounds() throws(KafkaError) -> Bool {
    rd_kafka_poll(client, 0)
    try handle.checkFatal()
    try throwFailure()
    return context.ledger.hasSettledRounds
  }

  private func throwFailure() throws(KafkaError) {
    guard let failure = context.ledger.firstFailure else { return }
    context.ledger.firstFailure = nil
    throw failure
  }

  /// One past the last offset that was delivered to each partition in the rounds that have ended.
  package func deliveredEnds(of topic: Topic) -> [Int32: Int64] { context.ledger.ends(of: topic) }

  private func waitForRoom(_ timeout: Duration, _ produce: () -> rd_kafka_resp_err_t) -> rd_kafka_resp_err_t {
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      rd_kafka_poll(client, 50)
      let code = produce()
      if code != RD_KAFKA_RESP_ERR__QUEUE_FULL { return code }
    }
    return RD_KAFKA_RESP_ERR__QUEUE_FULL
  }

  private func topic(_ topic: Topic) throws(KafkaError) -> OpaquePointer {
    if let known = topics[topic.index] { return known }
    guard let made = rd_kafka_topic_new(client, names[topic], nil) else {
      throw failure(rd_kafka_last_error(), "naming topic \(names[topic])")
    }
    topics[topic.index] = made
    return made
  }

  private func failure(_ code: rd_kafka_resp_err_t, _ attempt: String) -> KafkaError {
    context.fatal ?? KafkaError(code, attempt)
  }
}
