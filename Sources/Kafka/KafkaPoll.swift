/// What one poll brought.
package struct KafkaPoll: Sendable {
  /// How many records were appended to the batch.
  package var records: Int
  /// In the order in which they happened. The records of this poll came before an `assigned`, and belong to this
  /// member even when a `revoked` or an `endReached` follows.
  package var events: [KafkaEvent]

  package var isEmpty: Bool { records == 0 && events.isEmpty }
}
