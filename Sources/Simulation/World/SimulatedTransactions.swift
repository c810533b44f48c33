import Pipeline
import Records

/// The transactions of all producers, as their coordinator sees them.
struct SimulatedTransactions {
  struct Open {
    var number: Int
    var since: Timestamp
    var partitions: Set<TopicPartition> = []
    /// Offsets by group, that become the group's with the commit.
    var offsets: [String: [TopicPartition: GroupCommit]] = [:]
  }

  /// The newest producer of each name; an older one is fenced.
  private(set) var epochs: [String: Int] = [:]
  var open: [String: Open] = [:]
  private var count = 0

  /// A producer of the name begins; the ones before it are fenced.
  mutating func bump(_ name: String) -> Int {
    epochs[name, default: 0] += 1
    return epochs[name]!
  }

  mutating func begin(_ name: String, now: Timestamp) {
    count += 1
    open[name] = Open(number: count, since: now)
  }

  /// Whether some open transaction is about to move the group's offsets of these partitions.
  func isMoving(_ partitions: [TopicPartition], of group: String) -> Bool {
    open.values.contains { open in partitions.contains { open.offsets[group]?[$0] != nil } }
  }
}
