import Records

/// Writes a driver's outputs. Kafka's producer is behind it in the service, a log in memory in the simulation.
package protocol LogProducer {
  associatedtype Consumer: LogConsumer

  /// Sends all records of the batch, in order; where the log is full, waits for room.
  func send(_ batch: RecordBatch) throws
  /// Waits until every record sent is delivered.
  func flush() throws
  /// Ends a round: what was sent up to now is told from what is sent after it. The round before must have been delivered.
  func endRound()
  /// Whether every record of the rounds that have ended is delivered; waits for nothing.
  func hasDeliveredRounds() throws -> Bool
  /// One past the last record of a topic that this producer has delivered in the rounds that have ended, by partition.
  func ends(of topic: Topic) -> [Int32: Int64]

  // Of a producer with a transactional id, which has fenced off its predecessors when it was made:

  func begin() throws
  /// Makes the consumer's offsets part of the open transaction, with a note beside each.
  func sendOffsets(_ offsets: [TopicPartition: Int64], note: String, of consumer: Consumer) throws
  /// Flushes, and makes the transaction's records and offsets visible together.
  func commit() throws
  func abort() throws
}

/// An error of the log itself, after which the same work may succeed when it is begun again.
package protocol LogFailure: Error {}
