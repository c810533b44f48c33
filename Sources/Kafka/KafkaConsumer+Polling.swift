import CRdKafka
import Glibc
import Records

extension KafkaConsumer {
  /// Carries out the rebalance that the last poll announced, and appends the records that have come to the batch.
  ///
  /// Waits for the first record or event up to `timeout`, and for nothing after it: a batch is what is there.
  /// - Throws: a `fatal` error when the client cannot go on. Everything else is an event.
  package func poll(
    into batch: inout RecordBatch, limit: BatchLimit = .init(), timeout: Duration
  ) throws(KafkaError) -> KafkaPoll {
    try completeRebalance()
    let before = batch.count
    let full = (records: before + limit.records, bytes: batch.byteCount + limit.bytes)
    resolved.removeAll(keepingCapacity: true)
    drain(into: &batch, full.records, full.bytes)
    if batch.count == before, hasNoNews, timeout > .zero {
      waitForRecord(timeout, into: &batch)
      if batch.count > before { drain(into: &batch, full.records, full.bytes) }
    }
    takeAnnouncements()
    context.checkConnection()
    try handle.checkFatal()
    return KafkaPoll(records: batch.count - before, events: context.collect())
  }

  private var hasNoNews: Bool { context.events.isEmpty && context.announced == 0 && context.fatal == nil }

  /// Appends what librdkafka has ready, until the batch has so many records or bytes or a rebalance is announced.
  private func drain(into batch: inout RecordBatch, _ records: Int, _ bytes: Int) {
    while batch.count < records, batch.byteCount < bytes, context.announced == 0 {
      let room = min(messages.count, records - batch.count)
      let count = rd_kafka_consume_batch_queue(queue, 0, messages.baseAddress, room)
      for index in 0..<max(0, count) {
        take(messages[index]!, into: &batch)
      }
      if count < room { return }
    }
  }

  /// Waits for one record. Events end the wait.
  private func waitForRecord(_ timeout: Duration, into batch: inout RecordBatch) {
    context.endsWait = true
    defer { context.endsWait = false }
    guard let message = rd_kafka_consume_queue(queue, timeout.timeout) else { return }
    take(message, into: &batch)
  }

  private func take(_ message: UnsafeMutablePointer<rd_kafka_message_t>, into batch: inout RecordBatch) {
    if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
      copy(message, into: &batch)
    } else {
      report(message)
    }
    rd_kafka_message_destroy(message)
  }

  private func copy(_ message: UnsafeMutablePointer<rd_kafka_message_t>, into batch: inout RecordBatch) {
    let topic = topic(of: message.pointee.rkt)
    let partition = message.pointee.partition
    let offset = message.pointee.offset
    let key = message.pointee.key.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len) }
    let value = message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
    batch.append(
      topic: topic, partition: partition, offset: offset,
      timestamp: Timestamp(milliseconds: rd_kafka_message_timestamp(message, nil)), key: key, value: value)
    copyHeaders(message, into: &batch)
    table.advance(topic, partition, past: offset)
  }

  private func copyHeaders(_ message: UnsafeMutablePointer<rd_kafka_message_t>, into batch: inout RecordBatch) {
    var headers: OpaquePointer?
    guard rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers else { return }
    var index = 0
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    while rd_kafka_header_get_all(headers, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR, let name {
      batch.appendHeader(
        UnsafeRawBufferPointer(start: name, count: strlen(name)), UnsafeRawBufferPointer(start: value, count: size))
      index += 1
    }
  }

  /// A message that is no record: the end of a partition, or a trouble.
  private func report(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
    let partition = message.pointee.partition
    switch message.pointee.err {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      let reached = TopicPartition(topic(of: message.pointee.rkt), partition)
      context.events.append(.endReached(reached, offset: message.pointee.offset))
    case let code:
      let place = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) }
      context.report(
        KafkaError(
          code, place.map { "reading \($0)" } ?? "reading", reason: String(cString: rd_kafka_message_errstr(message))))
    }
  }

  private func topic(of object: OpaquePointer) -> Topic {
    for entry in resolved where entry.object == object { return entry.topic }
    let name = String(cString: rd_kafka_topic_name(object))
    guard let topic = names.topic(named: name) else { preconditionFailure("nobody subscribed to \(name)") }
    resolved.append((object, topic))
    return topic
  }
}
