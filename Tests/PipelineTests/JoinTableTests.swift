import Records
import Statistics
import Testing

@testable import Pipeline

@Suite("The join table")
struct JoinTableTests {
  private static func prediction(_ id: String, at time: Int64) -> RecordBatch {
    var batch = RecordBatch()
    batch.append(
      topic: .predictions, key: id, value: #"{"id":"\#(id)"}"#, timestamp: Timestamp(milliseconds: time))
    return batch
  }

  private static func addPrediction(_ table: inout JoinTable, _ id: String, at time: Int64) -> JoinTable.Outcome {
    table.addPrediction(
      .init(model: ModelVersion(1), score: 0.5, answer: 1, time: Timestamp(milliseconds: time)), record: 0,
      of: prediction(id, at: time), arrival: Timestamp(milliseconds: time))
  }

  private static func addLabel(_ table: inout JoinTable, _ id: String, _ text: String, at time: Int64)
    -> JoinTable.Outcome
  {
    var id = id
    var text = text
    return id.withUTF8 { id in
      text.withUTF8 { text in
        table.addLabel(
          .label(time: Timestamp(milliseconds: time)), id: UnsafeRawBufferPointer(id),
          value: UnsafeRawBufferPointer(text), arrival: Timestamp(milliseconds: time))
      }
    }
  }

  @Test("joins a label that comes after its prediction, and one that comes before")
  func eitherOrder() throws {
    var table = JoinTable(wait: .seconds(10))
    #expect(Self.addPrediction(&table, "a", at: 1).isWaiting)
    #expect(Self.addLabel(&table, "b", "1", at: 2).isWaiting)
    let forward = try #require(Self.addLabel(&table, "a", "0", at: 3).place)
    table.withRecord(at: forward) { batch, index, _ in
      #expect(batch.keyString(index) == "a")
      #expect(batch.valueString(index) == #"{"id":"a"}"#)
    }
    table.settle(forward)
    let backward = try #require(Self.addPrediction(&table, "b", at: 4).place)
    table.withRecord(at: backward) { batch, index, _ in #expect(batch.valueString(index) == "1") }
    table.settle(backward)
    #expect(table.waitingPredictionCount == 0)
    #expect(table.waitingLabelCount == 0)
  }

  @Test("keeps the first of two predictions of one id, also after the match")
  func duplicates() throws {
    var table = JoinTable(wait: .seconds(10))
    _ = Self.addPrediction(&table, "a", at: 1)
    #expect(Self.addPrediction(&table, "a", at: 2).isDuplicate)
    table.settle(try #require(Self.addLabel(&table, "a", "1", at: 3).place))
    #expect(Self.addPrediction(&table, "a", at: 4).isDuplicate)
    #expect(Self.addLabel(&table, "a", "1", at: 5).isDuplicate)
    #expect(table.duplicateCount == 3)
  }

  @Test("gives up a half when its wait is over, oldest first, and forgets its id")
  func expiry() {
    var table = JoinTable(wait: .milliseconds(100))
    for index in 0..<10 { _ = Self.addPrediction(&table, "p\(index)", at: Int64(index)) }
    _ = Self.addLabel(&table, "early", "1", at: 20)
    var expired: [String] = []
    while table.expireNext(
      now: Timestamp(milliseconds: 104),
      { batch, index, _, _ in
        expired.append(batch.keyString(index) ?? "")
      })
    {}
    #expect(expired == ["p0", "p1", "p2", "p3", "p4"])
    while table.expireNext(now: Timestamp(milliseconds: 500), { _, _, _, _ in }) {}
    #expect(table.expiredPredictionCount == 10)
    #expect(table.expiredLabelCount == 1)
    #expect(Self.addPrediction(&table, "p0", at: 600).isWaiting)
  }

  @Test("stays within its bytes, giving up the oldest and counting them")
  func bound() {
    let bound = 4 << 20
    var table = JoinTable(wait: .seconds(86_400), maximumByteCount: bound)
    var largest = 0
    for index in 0..<100_000 {
      _ = Self.addPrediction(&table, "id-\(index)", at: Int64(index))
      largest = max(largest, table.byteCount)
    }
    #expect(largest <= bound + (2 << 20))
    #expect(table.evictedCount > 0)
    #expect(table.waitingPredictionCount + table.evictedCount == 100_000)
    #expect(Self.addLabel(&table, "id-99999", "1", at: 100_000).place != nil)
    #expect(Self.addLabel(&table, "id-0", "1", at: 100_000).isWaiting)
  }

  @Test("agrees with a dictionary on a random stream", arguments: [1, 2, 3, 4] as [UInt64])
  func oracle(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var table = JoinTable(wait: .milliseconds(400))
    var states: [String: (state: String, arrival: Int64)] = [:]
    var expected: [String: Int] = [:]
    var actual: [String: Int] = [:]
    for time in Int64(0)..<30_000 {
      let now = Timestamp(milliseconds: time)
      while table.expireNext(
        now: now,
        { batch, index, _, _ in
          actual["expired \(batch.keyString(index) ?? "")", default: 0] += 1
        })
      {}
      for (id, entry) in states where time - entry.arrival >= 400 {
        if entry.state == "prediction" { expected["expired \(id)", default: 0] += 1 }
        states[id] = nil
      }
      let id = "k\(Int.random(in: 0..<700, using: &generator))"
      let isLabel = Bool.random(using: &generator)
      let outcome =
        isLabel ? Self.addLabel(&table, id, "1", at: time) : Self.addPrediction(&table, id, at: time)
      switch states[id]?.state {
      case nil:
        states[id] = (isLabel ? "label" : "prediction", time)
        #expect(outcome.isWaiting, "seed \(seed), time \(time)")
      case "prediction" where isLabel, "label" where !isLabel:
        states[id]?.state = "matched"
        guard let place = outcome.place else {
          Issue.record("seed \(seed), time \(time): no match for \(id)")
          return
        }
        table.settle(place)
      default: #expect(outcome.isDuplicate, "seed \(seed), time \(time)")
      }
    }
    #expect(actual == expected, "seed \(seed)")
    #expect(table.waitingPredictionCount == states.values.count { $0.state == "prediction" })
    #expect(table.waitingLabelCount == states.values.count { $0.state == "label" })
  }
}

extension JoinTable.Outcome {
  fileprivate var isWaiting: Bool { if case .waits = self { true } else { false } }
  fileprivate var isDuplicate: Bool { if case .duplicate = self { true } else { false } }
  fileprivate var place: JoinTable.Place? { if case .meets(let place) = self { place } else { nil } }
}
