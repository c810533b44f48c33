import CRdKafka

/// Where librdkafka leaves the answer to one commit.
final class CommitAnswers {
  let queue: OpaquePointer

  init(_ client: OpaquePointer) { queue = rd_kafka_queue_new(client) }

  deinit { rd_kafka_queue_destroy(queue) }
}
