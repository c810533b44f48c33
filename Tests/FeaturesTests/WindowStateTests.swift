import Records
import Statistics
import Testing

@testable import Features

@Suite("The state of keyed windows in bytes")
struct WindowStateTests {
  private static let expressions = [
    "sum(amount) over 10s by card_id", "count() over 10s by card_id", "std(amount) over 10s by card_id",
    "min(amount) over 3s by card_id, country", "max(count) over 3s by card_id, country",
    "distinct(amount) over 10s by country", "first(amount) over 5 events by card_id",
    "sum(amount) over 20s", "seconds_since_previous() over 10s by card_id",
  ]
  /// So tight that keys are evicted, rings merged into panes and values left uncounted all the time.
  private static let bounds = WindowBounds(
    maximumKeys: 12, maximumEntriesPerKey: 16, maximumEntries: 256, maximumDistinctValues: 8)

  @Test(
    "an engine that reads another's state goes on as that one does, bit for bit, evictions and all",
    arguments: 0..<6 as Range<UInt64>)
  func goesOn(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bounds = seed % 2 == 0 ? Self.bounds : WindowBounds()
    var whole = try FeatureFixture.engine(Self.expressions, lateness: .seconds(1), bounds: bounds)
    var time = 1_000_000.0
    for _ in 0..<6 {
      let events = Self.events(Int.random(in: 1...300, using: &generator), from: &time, using: &generator)
      _ = whole.matrix(FeatureFixture.batch(events))
      var resumed = try FeatureFixture.engine(Self.expressions, lateness: .seconds(1), bounds: bounds)
      let bytes = try Self.bytes(of: whole)
      var coder = StateCoder(reading: bytes)
      try resumed.code(with: &coder)
      #expect(coder.remaining == 0)
      #expect(try Self.bytes(of: resumed) == bytes, "seed \(seed)")
      let next = FeatureFixture.batch(Self.events(400, from: &time, using: &generator))
      #expect(resumed.matrix(next).bitPatterns == whole.matrix(next).bitPatterns, "seed \(seed)")
      #expect(resumed.counters == whole.counters && resumed.keyCount == whole.keyCount, "seed \(seed)")
      #expect(try Self.bytes(of: resumed) == Self.bytes(of: whole), "seed \(seed)")
    }
    if seed % 2 == 0 { #expect(whole.counters.evictedKeys > 0 && whole.counters.mergedPanes > 0) }
  }

  @Test("a state that is cut off is refused wherever it is cut, and leaves the engine as it was")
  func cutOff() throws {
    var generator = SeededGenerator(seed: 5)
    var time = 0.0
    var engine = try FeatureFixture.engine(Self.expressions, bounds: Self.bounds)
    _ = engine.matrix(FeatureFixture.batch(Self.events(300, from: &time, using: &generator)))
    let bytes = try Self.bytes(of: engine)
    var other = try FeatureFixture.engine(Self.expressions, bounds: Self.bounds)
    let empty = try Self.bytes(of: other)
    for length in stride(from: 0, to: bytes.count - 1, by: 397) {
      var coder = StateCoder(reading: Array(bytes.prefix(length)))
      #expect(throws: StateProblem.self) { try other.code(with: &coder) }
    }
    #expect(try Self.bytes(of: other) == empty)
  }

  @Test("a state of other features is refused")
  func otherFeatures() throws {
    let bytes = try Self.bytes(of: try FeatureFixture.engine(["sum(amount) over 1h by card_id"]))
    var other = try FeatureFixture.engine(["std(amount) over 1h by card_id", "min(amount) over 1h by card_id"])
    var coder = StateCoder(reading: bytes)
    #expect(throws: StateProblem.self) { try other.code(with: &coder) }
    let shape = try FeatureFixture.program(["amount"]).stateShape
    #expect(try FeatureFixture.program(["amount"]).stateShape == shape)
    #expect(try FeatureFixture.program(["amount"], lateness: .seconds(1)).stateShape != shape)
    #expect(try FeatureFixture.program(["count"]).stateShape != shape)
  }

  private static func bytes(of engine: FeatureEngine) throws -> [UInt8] {
    var (engine, coder) = (engine, StateCoder())
    try engine.code(with: &coder)
    return coder.finish()
  }

  private static func events(
    _ count: Int, from time: inout Double, using generator: inout SeededGenerator
  ) -> [FeatureFixture.Event] {
    (0..<count).map { _ in
      time += Double(Int.random(in: 0...400, using: &generator))
      // Few keys are busy, many come once.
      let isBusy = generator.uniform() < 0.8
      let card = isBusy ? Int.random(in: 0..<4, using: &generator) : Int.random(in: 0..<500, using: &generator)
      let jitter = generator.uniform() < 0.2 ? Double(Int.random(in: 0...2_500, using: &generator)) : 0
      return FeatureFixture.Event(
        time: generator.uniform() < 0.01 ? nil : time - jitter, card: generator.uniform() < 0.02 ? nil : "card-\(card)",
        amount: generator.uniform() < 0.1 ? nil : Double(Int.random(in: -40...40, using: &generator)) / 3,
        count: Double(Int.random(in: 0..<30, using: &generator)),
        country: ["NO", "SE", "CH"].randomElement(using: &generator)!)
    }
  }
}
