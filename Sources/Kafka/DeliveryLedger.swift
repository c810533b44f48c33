import CRdKafka
import Records

/// What became of the records that a producer sent, in rounds: offsets may be committed once the round that was made of
/// the records before them is delivered, while the next one is on its way already.
struct DeliveryLedger {
  /// One past the last offset, by the topic's index and the partition; -1 for none.
  private typealias Ends = [[Int64]]

  var delivered = 0
  var failed = 0
  /// The first failure since the last flush.
  var firstFailure: KafkaError?
  /// The round that records are sent in, 0 or 1: there are never more than two that are not delivered.
  private var round = 0
  /// How many records of each round are on their way.
  private var openCounts = [0, 0]
  private var ends: Ends = Array(repeating: [], count: Topic.allCases.count)
  /// Of the rounds that have ended.
  private var endedEnds: Ends = Array(repeating: [], count: Topic.allCases.count)

  private static let roundShift = 8

  /// What a record of this topic takes along, to come back with its delivery report.
  func ticket(_ topic: Topic) -> Int { topic.index | round << Self.roundShift }

  /// Notes that a record has been sent with the ticket of now.
  mutating func send() { openCounts[round] += 1 }

  mutating func deliver(_ ticket: Int, partition: Int32, offset: Int64) {
    delivered += 1
    let ticketRound = ticket >> Self.roundShift
    let topic = ticket & (1 << Self.roundShift - 1)
    openCounts[ticketRound] -= 1
    Self.note(offset + 1, Int(partition), in: &ends[topic])
    if ticketRound != round { Self.note(offset + 1, Int(partition), in: &endedEnds[topic]) }
  }

  mutating func fail(_ ticket: Int, _ error: @autoclosure () -> KafkaError) {
    failed += 1
    openCounts[ticket >> Self.roundShift] -= 1
    if firstFailure == nil { firstFailure = error() }
  }

  /// Whether nothing of the rounds that have ended is on its way any more.
  var hasSettledRounds: Bool { openCounts[1 - round] == 0 }

  mutating func endRound() {
    precondition(hasSettledRounds, "a round ends when the one before it is delivered")
    endedEnds = ends
    round = 1 - round
  }

  /// One past the last record delivered in the rounds that have ended, by partition.
  func ends(of topic: Topic) -> [Int32: Int64] {
    var found: [Int32: Int64] = [:]
    for (partition, end) in endedEnds[topic.index].enumerated() where end >= 0 { found[Int32(partition)] = end }
    return found
  }

  private static func note(_ end: Int64, _ partition: Int, in ends: inout [Int64]) {
    if partition >= ends.count { ends.append(contentsOf: repeatElement(-1, count: partition + 1 - ends.count)) }
    ends[partition] = max(ends[partition], end)
  }
}
