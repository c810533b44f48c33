import Pipeline
import Records

/// A consumer group as its coordinator sees it: members, generations, assignments, and committed offsets.
///
/// A rebalance waits until every member has given up what must move and has joined again. The range assignor gives
/// partition i of all topics to one member.
struct SimulatedGroup {
  struct Member {
    var topics: [Topic]
    /// The generation of the assignment that it has taken, or that waits for it.
    var generation = 0
    /// Assigned by the newest generation.
    var assignment: [TopicPartition] = []
    /// Whether it has joined the rebalance that is going on.
    var hasJoined = true
  }

  private(set) var members: [Int: Member] = [:]
  private(set) var generation = 0
  /// Whether a rebalance is going on.
  private(set) var isRebalancing = false
  var committed: [TopicPartition: GroupCommit] = [:]

  mutating func add(_ member: Int, topics: [Topic]) {
    members[member] = Member(topics: topics)
    isRebalancing = true
    for other in members.keys where other != member { members[other]!.hasJoined = false }
  }

  /// A member left, or was not heard of for too long.
  mutating func remove(_ member: Int) {
    guard members.removeValue(forKey: member) != nil else { return }
    isRebalancing = !members.isEmpty
    for other in members.keys { members[other]!.hasJoined = false }
  }

  /// The member has given up its partitions and waits for the next assignment.
  mutating func join(_ member: Int) { members[member]?.hasJoined = true }

  /// Ends a rebalance that all members have joined.
  mutating func settle(partitions: (Topic) -> [TopicPartition]) {
    guard isRebalancing, members.values.allSatisfy(\.hasJoined) else { return }
    isRebalancing = false
    generation += 1
    let order = members.keys.sorted()
    for (place, member) in order.enumerated() {
      members[member]!.generation = generation
      members[member]!.assignment = members[member]!.topics.flatMap { topic in
        partitions(topic).filter { Int($0.partition) * order.count / partitions(topic).count == place }
      }
    }
  }

  /// Whether the member may commit: it belongs to the group, and holds the assignment of the newest generation.
  func accepts(_ member: Int) -> Bool { members[member]?.generation == generation }
}
