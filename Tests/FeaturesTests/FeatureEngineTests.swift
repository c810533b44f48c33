import Records
import Statistics
import Testing

@testable import Features

@Suite("Feature engine")
struct FeatureEngineTests {
  private static let expressions =
    WindowOracle.expressions("over 2s by card_id") + WindowOracle.expressions("over 5 events by (card_id, country)")
    + WindowOracle.expressions("over 1s") + ["country", "amount / (mean(amount) over 2s by card_id + 1)", "hour(ts)"]
  private static let bounds = WindowBounds(maximumKeys: 12, maximumEntriesPerKey: 32, maximumEntries: 1_024)

  private static func engine() throws -> FeatureEngine {
    try FeatureFixture.engine(expressions, lateness: .milliseconds(150), bounds: bounds)
  }

  private static func rows(_ engine: inout FeatureEngine, _ events: [FeatureFixture.Event], batch: Int) -> [UInt32] {
    var matrix = FeatureMatrix(layout: engine.program.layout)
    for first in stride(from: 0, to: events.count, by: batch) {
      engine.evaluate(FeatureFixture.batch(events[first..<min(first + batch, events.count)]), into: &matrix)
    }
    return matrix.bitPatterns
  }

  @Test("The same events give the same floats in batches of any size", arguments: [7, 512, 1_000, 5_000])
  func batchSize(_ size: Int) throws {
    let events = KeyedWindowTests.stream(5_000, keys: 40, seed: 21)
    var single = try Self.engine()
    var batched = try Self.engine()
    #expect(Self.rows(&single, events, batch: 1) == Self.rows(&batched, events, batch: size))
    #expect(single.counters == batched.counters)
    #expect(single.counters.evictedKeys > 0 && single.counters.lateEvents > 0 && single.counters.mergedPanes > 0)
  }

  @Test("A copy goes on as if the original had never stopped, and neither disturbs the other")
  func copies() throws {
    let events = KeyedWindowTests.stream(4_000, keys: 40, seed: 22)
    var original = try Self.engine()
    _ = Self.rows(&original, Array(events[..<2_000]), batch: 300)
    var copy = original
    let first = Self.rows(&original, Array(events[2_000...]), batch: 300)
    #expect(Self.rows(&copy, Array(events[2_000...]), batch: 300) == first)
    #expect(copy.counters == original.counters)
  }

  @Test("A replay from one longest window earlier rebuilds the time windows")
  func replay() throws {
    let expressions = [
      "sum(amount) over 2s by card_id", "std(amount) over 1s", "mean(sum(amount) over 1s by card_id) over 3s",
    ]
    let events = KeyedWindowTests.stream(4_000, keys: 10, seed: 23)
    var whole = try FeatureFixture.engine(expressions, lateness: .seconds(5))
    #expect(whole.program.longestWindow == .seconds(15) && !whole.program.hasCountWindows)
    let cut = 3_000
    let newest = events[..<cut].map { $0.time! }.max()!
    let since = newest - Double(whole.program.longestWindow.milliseconds)
    let start = events.firstIndex { $0.time! > since }!
    #expect(start > 0)
    _ = whole.matrix(FeatureFixture.batch(events[..<cut]))
    var rebuilt = FeatureEngine(program: whole.program, timeColumn: FeatureFixture.timeColumn)
    _ = rebuilt.matrix(FeatureFixture.batch(events[start..<cut]))
    let rest = FeatureFixture.batch(events[cut...])
    #expect(rebuilt.matrix(rest).bitPatterns == whole.matrix(rest).bitPatterns)
  }

  @Test("Rows are appended behind those that are there")
  func appends() throws {
    var engine = try FeatureFixture.engine(["amount", "country"])
    var matrix = FeatureMatrix(layout: engine.program.layout)
    for amount in 1...3 {
      engine.evaluate(FeatureFixture.batch([FeatureFixture.Event(time: 0, amount: Double(amount))]), into: &matrix)
    }
    engine.evaluate(FeatureFixture.batch([FeatureFixture.Event]()), into: &matrix)
    #expect(matrix.count == 3 && matrix.categories[0].count == 3)
    #expect((0..<3).map { matrix[$0, 0] } == [1, 2, 3])
    #expect((0..<3).allSatisfy { matrix[$0, 1].isNaN })
  }

  @Test("Keys of several fields, of numbers and of great length are kept apart")
  func keys() throws {
    let long = String(repeating: "k", count: 300)
    var engine = try FeatureFixture.engine([
      "count() over 1h by (card_id, country)", "count() over 1h by amount", "count() over 1h by card_id",
      "count() over 1h by (is_online, card_id)",
    ])
    let events = [
      FeatureFixture.Event(time: 0, card: "ab", amount: 0.0, country: "c"),
      FeatureFixture.Event(time: 0, card: "a", amount: -0.0, country: "bc"),
      FeatureFixture.Event(time: 0, card: "", amount: 1, country: "abc", isOnline: 1),
      FeatureFixture.Event(time: 0, card: "", amount: 2, country: "abc"),
      FeatureFixture.Event(time: 0, card: long, amount: nil, country: "c"),
      FeatureFixture.Event(time: 0, card: long + "x", amount: 1, country: "c"),
      FeatureFixture.Event(time: 0, card: long + "y", amount: 1, country: "c"),
      FeatureFixture.Event(time: 0, card: long, amount: 1, country: nil),
    ]
    let matrix = engine.matrix(FeatureFixture.batch(events))
    func column(_ feature: Int) -> [Float] {
      (0..<events.count).map { matrix[$0, feature].isNaN ? -1 : matrix[$0, feature] }
    }
    #expect(column(0) == [1, 1, 1, 2, 1, 1, 1, -1])
    #expect(column(1) == [1, 2, 1, 1, -1, 2, 3, 4])
    #expect(column(2) == [1, 1, 1, 2, 1, 1, 1, 2])
    #expect(column(3) == [1, 1, 1, 1, 1, 1, 1, 2])
  }

  @Test("An event without a time belongs to no window, and is counted")
  func untimed() throws {
    var engine = try FeatureFixture.engine(["count() over 1h by card_id", "amount"])
    let events = [
      FeatureFixture.Event(time: 0, amount: 1), FeatureFixture.Event(time: nil, amount: 2),
      FeatureFixture.Event(time: 1, amount: 3),
    ]
    let matrix = engine.matrix(FeatureFixture.batch(events))
    #expect(matrix[0, 0] == 1 && matrix[1, 0].isNaN && matrix[2, 0] == 2 && matrix[1, 1] == 2)
    #expect(engine.counters.untimedEvents == 1)
  }

  @Test("Elec2's label is whether the price is above its mean of the last 48 rows")
  func elec2() throws {
    guard let rows = Elec2.rows() else {
      print("SKIPPED: no elec2.csv in $FRESHET_DATA_SETS or ../shared/data")
      return
    }
    let schema = EventSchema(fields: [
      EventSchema.Field(name: "ts", type: .timestamp), EventSchema.Field(name: "nswprice", type: .double),
    ])
    let program = try FeatureProgram(
      definitions: [
        FeatureDefinition(name: "by_time", expression: "nswprice > mean(nswprice) over 24h"),
        FeatureDefinition(name: "by_count", expression: "nswprice > mean(nswprice) over 48 events"),
      ], schema: schema)
    var engine = FeatureEngine(program: program, timeColumn: 0)
    var batch = EventBatch(schema: schema)
    for (place, row) in rows.enumerated() {
      batch.append(row: [.number(Double(place) * 1_800_000), .number(row.price)])
    }
    let matrix = engine.matrix(batch)
    let right = rows.indices.filter { matrix[$0, 0] == rows[$0].label }.count
    #expect(rows.indices.allSatisfy { matrix[$0, 0] == matrix[$0, 1] })
    #expect(Double(right) / Double(rows.count) > 0.95, "\(right) of \(rows.count)")
  }
}
