import Pipeline
import Records
import Testing

@Suite("Snapshots")
struct SnapshotTests {
  private struct Numbers: StageState, Equatable {
    var values: [Int] = []
    mutating func code(with coder: inout StateCoder) throws(StateProblem) { try coder.code(&values) }
  }

  private static let subject = Snapshot.Subject(pipeline: "fraud", part: "scorer-3", shape: "abc", cluster: "one")
  private static let positions: Snapshot.Positions = [
    TopicPartition(.events, 3): 17, TopicPartition(.labels, 0): 1 << 40,
  ]
  private static let state = Numbers(values: [1, -2, 3])

  private static var bytes: [UInt8] { Snapshot.encode(state, of: subject, at: positions) }

  @Test("what was written is read back: the state and where it stands")
  func roundTrip() throws {
    let snapshot = try Snapshot(Self.bytes, of: Self.subject)
    var state = Numbers()
    try snapshot.read(into: &state)
    #expect(state == Self.state && snapshot.positions == Self.positions)
  }

  @Test("the header is as documented: magic, version, length and SHA-256, little-endian")
  func header() {
    let bytes = Self.bytes
    #expect(Array(bytes[0..<8]) == Array("FRSHTSNP".utf8))
    #expect(Array(bytes[8..<12]) == [1, 0, 0, 0])
    #expect(Array(bytes[12..<20]) == (0..<8).map { UInt8(truncatingIfNeeded: (bytes.count - 52) >> (8 * $0)) })
  }

  @Test("any bit that is changed, and any length it is cut to, is noticed")
  func damage() {
    let bytes = Self.bytes
    for length in bytes.indices {
      #expect(throws: StateProblem.self) { try Snapshot(Array(bytes.prefix(length)), of: Self.subject) }
    }
    #expect(throws: StateProblem.self) { try Snapshot(bytes + [0], of: Self.subject) }
    for index in bytes.indices {
      for bit in 0..<8 {
        var bent = bytes
        bent[index] ^= 1 << UInt8(bit)
        #expect(throws: StateProblem.self, "byte \(index), bit \(bit)") { try Snapshot(bent, of: Self.subject) }
      }
    }
  }

  @Test("one of a newer format, another file, another cluster or another part is refused, and says so")
  func others() {
    func refusal(_ bytes: [UInt8], of subject: Snapshot.Subject = Self.subject) -> String {
      do {
        _ = try Snapshot(bytes, of: subject)
        return "none"
      } catch { return "\(error)" }
    }
    var newer = Self.bytes
    newer[8] = 9
    #expect(refusal(newer).contains("version 9"))
    #expect(refusal(Array(Self.bytes.dropLast(5))).contains("torn"))
    var bent = Self.bytes
    bent[bent.count - 1] ^= 1
    #expect(refusal(bent).contains("checksum"))
    var subject = Self.subject
    subject.shape = "other"
    #expect(refusal(Self.bytes, of: subject).contains("another pipeline file"))
    subject.cluster = "two"
    #expect(refusal(Self.bytes, of: subject).contains("cluster one"))
    subject = Self.subject
    subject.part = "scorer-4"
    #expect(refusal(Self.bytes, of: subject).contains("scorer-3"))
  }
}
