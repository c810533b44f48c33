import CRdKafka
import Records

/// Reads a pipeline's topics: as a member of a group (`subscribe`), or alone from partitions of its choice (`read`).
///
/// A consumer belongs to the one thread that polls it. Its calls block that thread, so it must not be one of the
/// cooperative pool. A lost broker is librdkafka's to find again: polls go on, bring nothing, and report the change.
///
/// A poll hands rebalances over as events and the *next* poll carries them out. So between a `revoked` and the next
/// poll this member still owns the partitions: the driver steps the batch, flushes its producer, commits, and polls.
///
/// Not obvious: librdkafka 2.0's batch call forgets, in a cooperative rebalance, records that it had already counted
/// as handed over. Every partition that stays is therefore sought to the position that this class has kept itself.
package final class KafkaConsumer {
  package let names: TopicNames
  /// The group, or nil for a consumer that reads alone.
  package let group: String?

  let handle: ClientHandle
  let queue: OpaquePointer
  /// What one call of librdkafka fills.
  let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  /// The topics of the poll that is running, by librdkafka's object.
  var resolved: [(object: OpaquePointer, topic: Topic)] = []
  var table = PositionTable()
  /// Where partitions that are being assigned begin, when that is not what the group committed.
  var starts: [TopicPartition: Int64] = [:]
  /// The commit that was begun and has no answer yet.
  var openCommit: CommitAnswers?
  private var isClosed = false

  var client: OpaquePointer { handle.pointer }
  var context: ClientContext { handle.context }

  /// The partitions that this consumer reads now.
  package internal(set) var assignment: Set<TopicPartition> = []

  /// - Parameters:
  ///   - names: the topics' names; a consumer reads the topics of one pipeline.
  ///   - group: the group to join, or nil to read alone.
  ///   - reportsEnds: whether reaching the end of a partition is an event; it always is for one who reads alone.
  /// - Throws: a `configuration` error that names the property that is wrong.
  package init(
    _ settings: KafkaSettings, names: TopicNames, group: String?, reportsEnds: Bool = false, log: KafkaLog? = nil
  ) throws(KafkaError) {
    // librdkafka wants a group's name even where none is joined.
    let fixed = [
      ("group.id", group ?? "freshet-reader"), ("enable.partition.eof", group == nil || reportsEnds ? "true" : "false"),
    ]
    handle = try ClientHandle(.consumer, settings, fixed: fixed, log: log)
    self.names = names
    self.group = group
    rd_kafka_poll_set_consumer(handle.pointer)
    queue = rd_kafka_queue_get_consumer(handle.pointer)
    messages = .allocate(capacity: 1_024)
    messages.initialize(repeating: nil)
  }

  deinit {
    close()
    rd_kafka_queue_destroy(queue)
    messages.deallocate()
  }

  /// Joins the group for these topics.
  package func subscribe(_ topics: [Topic]) throws(KafkaError) {
    precondition(group != nil, "a consumer without a group reads partitions of its choice: call `read`")
    let list = PartitionList(capacity: topics.count)
    for topic in topics { list.add(names[topic], Int32(RD_KAFKA_PARTITION_UA)) }
    try check(rd_kafka_subscribe(client, list.pointer), "subscribing to \(topics.map { names[$0] })")
  }

  /// Leaves the group; what was not committed is another member's. Nothing may be called afterwards.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    openCommit = nil
    context.isClosing = true
    let closing = context.rebalances
    context.rebalances = []
    for rebalance in closing { _ = rebalance.carryOut(client) }
    rd_kafka_consumer_close(client)
  }

  func check(_ code: rd_kafka_resp_err_t, _ attempt: @autoclosure () -> String) throws(KafkaError) {
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaError(code, attempt())
  }
}
