import Records
import Statistics
import Testing

@testable import Features

/// What happens at the bounds.
extension KeyedWindowTests {
  @Test(
    "At the bound the least recently seen key makes room, and begins from nothing", arguments: 0..<4 as Range<UInt64>)
  func leastRecentlySeen(seed: UInt64) throws {
    // Up to 32 keys the sample is all of them, so that the victim is exactly the least recently seen.
    let maximum = 20
    var engine = try FeatureFixture.engine(
      ["count() over 365d by card_id"], bounds: WindowBounds(maximumKeys: maximum))
    var generator = SeededGenerator(seed: seed)
    var recency: [String] = []
    var counts: [String: Int] = [:]
    var evicted = 0
    for step in 0..<5_000 {
      let card = "card-\(Int(generator.uniform() * generator.uniform() * 60))"
      if let place = recency.firstIndex(of: card) {
        recency.remove(at: place)
      } else if recency.count == maximum {
        counts[recency.removeFirst()] = nil
        evicted += 1
      }
      recency.append(card)
      counts[card, default: 0] += 1
      let matrix = engine.matrix(FeatureFixture.batch([FeatureFixture.Event(time: Double(step), card: card)]))
      #expect(matrix[0, 0] == Float(counts[card]!), "seed \(seed), step \(step)")
      #expect(engine.keyCount == recency.count)
    }
    #expect(engine.counters.evictedKeys == evicted)
    #expect(engine.counters.expiredKeys == 0)
  }

  @Test("Keys whose window has passed make room before any other")
  func expiredFirst() throws {
    var engine = try FeatureFixture.engine(["count() over 10ms by card_id"], bounds: WindowBounds(maximumKeys: 8))
    func time(_ event: Double, _ card: String) -> Float {
      engine.matrix(FeatureFixture.batch([FeatureFixture.Event(time: event, card: card)]))[0, 0]
    }
    for card in 0..<8 { _ = time(card == 5 ? 0 : 15, "card-\(card)") }
    _ = time(16, "card-0")
    _ = time(17, "new")
    #expect(engine.counters.expiredKeys == 1)
    #expect(engine.counters.evictedKeys == 0)
    #expect(time(18, "card-0") == 3)
    _ = time(18, "newer")
    #expect(engine.counters.evictedKeys == 1)
    #expect(engine.keyCount == 8)
  }

  @Test("Room for entries is bounded over all keys")
  func boundedEntries() throws {
    let bounds = WindowBounds(maximumKeys: 1_000, maximumEntriesPerKey: 16, maximumEntries: 256)
    var engine = try FeatureFixture.engine(["sum(amount) over 365d by card_id"], bounds: bounds)
    let events = Self.stream(20_000, keys: 400, seed: 11)
    _ = engine.matrix(FeatureFixture.batch(events))
    #expect(engine.windows[0].reservedEntries <= 256)
    #expect(engine.windows[0].ring.storage.count <= 256 * engine.windows[0].stride * 3)
    #expect(engine.counters.evictedKeys > 0)
  }

  @Test("One busy key stays within the room for all")
  func boundedEntriesOfOneKey() throws {
    var bounds = WindowBounds()
    bounds.maximumEntries = 64
    var engine = try FeatureFixture.engine(["count() over 365d by card_id"], bounds: bounds)
    let matrix = engine.matrix(FeatureFixture.batch((0..<500).map { FeatureFixture.Event(time: Double($0)) }))
    #expect(matrix[499, 0] == 500)
    #expect(engine.windows[0].reservedEntries <= 64)
    #expect(throws: FeatureErrors.self) { try FeatureFixture.program(["count() over 17 events"], bounds: bounds) }
  }

  @Test("A busy key's panes keep every sum until they leave, and then err by at most one pane")
  func panes() throws {
    let expressions = ["count()", "sum(amount)", "min(amount)", "max(amount)", "std(amount)", "first(amount)"]
    let bounds = WindowBounds(maximumEntriesPerKey: 64)
    var coarse = try FeatureFixture.engine(expressions.map { "\($0) over 20s by card_id" }, bounds: bounds)
    var exact = try FeatureFixture.engine(expressions.map { "\($0) over 20s by card_id" })
    var longer = try FeatureFixture.engine(expressions.map { "\($0) over 22s by card_id" })
    var generator = SeededGenerator(seed: 3)
    let events = (0..<8_000).map { place in
      FeatureFixture.Event(time: Double(place * 10), amount: (generator.uniform() * 1_000).rounded())
    }
    let batch = FeatureFixture.batch(events)
    let (found, least, most) = (coarse.matrix(batch), exact.matrix(batch), longer.matrix(batch))
    #expect(coarse.counters.mergedPanes > 100)
    for row in events.indices {
      // Until the first event leaves, nothing is lost; then the window is between the exact one and a slightly longer
      // one.
      if row < 2_000 {
        for feature in 0..<6 { #expect(WindowOracle.agree(found[row, feature], least[row, feature])) }
      } else {
        #expect(found[row, 0] >= least[row, 0] && found[row, 0] <= most[row, 0], "row \(row)")
        #expect(found[row, 1] >= least[row, 1] && found[row, 1] <= most[row, 1], "row \(row)")
        #expect(found[row, 2] <= least[row, 2] && found[row, 2] >= most[row, 2], "row \(row)")
        #expect(found[row, 3] >= least[row, 3] && found[row, 3] <= most[row, 3], "row \(row)")
      }
    }
  }

  @Test("Late events at a full ring cost memory of the past, never a wrong newest window")
  func fullRingWithLateness() throws {
    let bounds = WindowBounds(maximumEntriesPerKey: 16)
    var bounded = try FeatureFixture.engine(
      ["sum(amount) over 5 events by card_id"], lateness: .seconds(100), bounds: bounds)
    var free = try FeatureFixture.engine(["sum(amount) over 5 events by card_id"], lateness: .seconds(100))
    let events = (0..<2_000).map { FeatureFixture.Event(time: Double($0 * 10), amount: Double($0)) }
    let batch = FeatureFixture.batch(events)
    #expect(bounded.matrix(batch).bitPatterns == free.matrix(batch).bitPatterns)
    #expect(bounded.counters.forgottenEntries > 0)
    #expect(free.counters.forgottenEntries == 0)
  }

  @Test("distinct counts up to its bound and says how often it did not")
  func boundedDistinct() throws {
    let bounds = WindowBounds(maximumDistinctValues: 5)
    var engine = try FeatureFixture.engine(["distinct(amount) over 1h"], bounds: bounds)
    let events = (0..<9).map { FeatureFixture.Event(time: Double($0), amount: Double($0)) }
    #expect(Array(engine.matrix(FeatureFixture.batch(events)).values) == [1, 2, 3, 4, 5, 5, 5, 5, 5])
    #expect(engine.counters.uncountedValues == 4)
  }

  @Test("A key that had a burst gives its room back")
  func shrinks() throws {
    var engine = try FeatureFixture.engine(["sum(amount) over 1s by card_id"])
    let burst = (0..<1_000).map { _ in FeatureFixture.Event(time: 0, amount: 1) }
    _ = engine.matrix(FeatureFixture.batch(burst))
    #expect(engine.windows[0].reservedEntries == 1_024)
    let trickle = (1...20).map { FeatureFixture.Event(time: Double($0) * 2_000, amount: 1) }
    let matrix = engine.matrix(FeatureFixture.batch(trickle))
    #expect(matrix.values.allSatisfy { $0 == 1 })
    #expect(engine.windows[0].reservedEntries <= 8)
  }
}
