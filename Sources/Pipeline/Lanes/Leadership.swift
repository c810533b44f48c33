import Records

/// Decides which of several processes runs a stage that must be alone in its pipeline; the others stand by.
///
/// The active one is the member of a group of its own that holds partition 0 of the models topic, so that the election,
/// and the taking over when a process is gone, are the group's. No record is of interest.
final class Leadership<Consumer: LogConsumer> {
  private let consumer: Consumer
  private let seat = TopicPartition(.models, 0)
  private var ignored = RecordBatch()
  private var isHeld = false

  init(_ consumer: Consumer) { self.consumer = consumer }

  deinit { consumer.close() }

  /// Serves the group, waiting up to `timeout` for news, and says whether this process is the active one.
  ///
  /// Once it says no, the seat is another's with the next call: end the stage before it.
  func check(timeout: Duration) throws -> Bool {
    ignored.removeAll()
    for event in try consumer.poll(into: &ignored, timeout: timeout) {
      switch event {
      case .assigned(let partitions) where partitions.contains(seat):
        try consumer.start(at: [seat: try consumer.held([seat])[seat]?.upperBound ?? 0])
        isHeld = true
      case .revoked(let partitions) where partitions.contains(seat),
        .lost(let partitions) where partitions.contains(seat):
        isHeld = false
      default: break
      }
    }
    return isHeld
  }
}
