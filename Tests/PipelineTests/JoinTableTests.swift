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

  @Test("gives up a prediction when the labels have been read past its wait, and a label that came then is late")
  func expiry() {
    var table = JoinTable(wait: .milliseconds(100))
    for index in 0..<10 { _ = Self.addPrediction(&table, "p\(index)", at: Int64(index)) }
    #expect(Self.expired(&table, until: 105) == ["p0", "p1", "p2", "p3", "p4"])
    #expect(Self.addLabel(&table, "p4", "1", at: 50).isLate)
    #expect(Self.addPrediction(&table, "p4", at: 4).isDuplicate)
    #expect(Self.addLabel(&table, "p9", "1", at: 109).place != nil)
    #expect(Self.addLabel(&table, "p9", "1", at: 110).isLate)
    #expect(Self.expired(&table, until: 500) == ["p5", "p6", "p7", "p8", "p9"])
    #expect(table.expiredPredictionCount == 10)
    #expect(table.expiredLabelCount == 2)
    table.forget(predictionsReadUntil: Timestamp(milliseconds: 500))
    #expect(Self.addPrediction(&table, "p0", at: 600).isWaiting)
  }

  @Test("keeps a label while predictions stand still, and takes a prediction written too late for it as a new one")
  func standstill() {
    var table = JoinTable(wait: .milliseconds(100))
    _ = Self.addLabel(&table, "a", "1", at: 20)
    _ = Self.addLabel(&table, "b", "1", at: 20)
    #expect(Self.expired(&table, until: 10_000).isEmpty)
    #expect(Self.addPrediction(&table, "a", at: 30).place != nil)
    #expect(Self.addPrediction(&table, "b", at: 121).isWaiting)
    #expect(table.expiredLabelCount == 1)
    table.forget(predictionsReadUntil: Timestamp(milliseconds: 121))
    #expect(table.expiredLabelCount == 2)
    #expect(table.waitingLabelCount == 0)
    #expect(table.waitingPredictionCount == 1)
  }

  @Test("gives up what comes too late to wait at the next look")
  func pastItsWait() {
    var table = JoinTable(wait: .milliseconds(100))
    _ = Self.addPrediction(&table, "new", at: 1_000)
    #expect(Self.expired(&table, until: 900).isEmpty)
    _ = Self.addPrediction(&table, "old", at: 10)
    #expect(Self.expired(&table, until: 900) == ["old"])
    #expect(table.waitingPredictionCount == 1)
  }

  private static func expired(_ table: inout JoinTable, until time: Int64) -> [String] {
    var ids: [String] = []
    while let expired = table.takeExpired(labelsReadUntil: Timestamp(milliseconds: time)) {
      ids += expired.rows.map { expired.records.keyString($0.index) ?? "" }
    }
    return ids
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
    // A slice is 6 ms, a 64th of the wait.
    func end(_ time: Int64) -> Int64 { (time / 6 + 1) * 6 + 400 }
    var states: [String: (state: String, end: Int64)] = [:]
    var expected: [String: Int] = [:]
    var actual: [String: Int] = [:]
    for time in Int64(0)..<30_000 {
      for id in Self.expired(&table, until: time) { actual[id, default: 0] += 1 }
      table.forget(predictionsReadUntil: Timestamp(milliseconds: time))
      for (id, entry) in states where entry.end <= time {
        if entry.state == "prediction" { expected[id, default: 0] += 1 }
        states[id] = nil
      }
      let id = "k\(Int.random(in: 0..<700, using: &generator))"
      let isLabel = Bool.random(using: &generator)
      let outcome =
        isLabel ? Self.addLabel(&table, id, "1", at: time) : Self.addPrediction(&table, id, at: time)
      switch states[id]?.state {
      case nil:
        states[id] = (isLabel ? "label" : "prediction", end(time))
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
  fileprivate var isLate: Bool { if case .late = self { true } else { false } }
  fileprivate var isDuplicate: Bool { if case .duplicate = self { true } else { false } }
  fileprivate var place: JoinTable.Place? { if case .meets(let place) = self { place } else { nil } }
}
