import Records

/// What a stage leaves beside its offsets, for its successor.
///
/// How far its clock had come cannot be told from the offsets: it depends on which partitions had been read to their ends.
/// Kafka Streams keeps the time of a partition beside its offset for the same reason.
package struct CommitNote: Hashable, Sendable {
  /// What could be decided by time has been decided up to here.
  package var decidedUntil: Timestamp
  /// What was written from here on may be open still, for want of its other half.
  package var openSince: Timestamp

  package init(decidedUntil: Timestamp, openSince: Timestamp) {
    self.decidedUntil = decidedUntil
    self.openSince = openSince
  }

  /// Reads a note back; nil when the text is none.
  package init?(text: String) {
    let times = text.split(separator: " ").compactMap { Int64($0) }
    guard times.count == 2 else { return nil }
    decidedUntil = Timestamp(milliseconds: times[0])
    openSince = Timestamp(milliseconds: times[1])
  }

  package var text: String { "\(decidedUntil.milliseconds) \(openSince.milliseconds)" }
}
