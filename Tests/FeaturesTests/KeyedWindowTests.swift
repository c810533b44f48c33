import Records
import Statistics
import Testing

@testable import Features

@Suite("Keyed windows")
struct KeyedWindowTests {
  /// Events of several keys whose times mostly rise, with late and very late ones, missing values and ties.
  static func stream(_ count: Int, keys: Int, seed: UInt64) -> [FeatureFixture.Event] {
    var generator = SeededGenerator(seed: seed)
    var now = 1_700_000_000_000.0
    return (0..<count).map { _ in
      now += Double(Int(generator.uniform() * 40))
      let draw = generator.uniform()
      let delay = draw < 0.7 ? 0 : draw < 0.95 ? Double(Int(generator.uniform() * 300)) : generator.uniform() * 3_000
      let key = Int(generator.uniform() * generator.uniform() * Double(keys))
      return FeatureFixture.Event(
        time: (now - delay).rounded(.down), card: "card-\(key)",
        amount: generator.uniform() < 0.1 ? nil : (generator.uniform() * 2_000 - 500).rounded() / 8,
        country: ["NO", "SE", "DK", "FI"][Int(generator.uniform() * 4)])
    }
  }

  private static func compare(
    _ events: [FeatureFixture.Event], window: String, oracle: WindowOracle, lateness: Duration,
    bounds: WindowBounds = WindowBounds(), isKeyed: Bool, seed: UInt64
  ) throws {
    var engine = try FeatureFixture.engine(WindowOracle.expressions(window), lateness: lateness, bounds: bounds)
    let matrix = engine.matrix(FeatureFixture.batch(events))
    var oracles: [String: WindowOracle] = [:]
    for (row, event) in events.enumerated() {
      let key = isKeyed ? event.card! : ""
      let rows = oracles[key, default: oracle].window(
        endingWith: .init(time: event.time!, amount: event.amount ?? .nan, category: event.country!))
      for (feature, expected) in WindowOracle.aggregates(of: rows).enumerated() {
        let found = matrix[row, feature]
        if !WindowOracle.agree(found, expected) {
          let name = engine.program.layout.features[feature].expression
          Issue.record("seed \(seed), row \(row), \(name): \(found), the oracle says \(expected)")
          return
        }
      }
    }
    #expect(engine.counters.lateEvents == oracles.values.map(\.lateEvents).reduce(0, +), "seed \(seed)")
  }

  @Test(
    "Time windows agree with a recomputation of every row, late events included", arguments: 0..<12 as Range<UInt64>)
  func timeWindows(seed: UInt64) throws {
    let lateness = Double([0, 50, 200, 1_000][Int(seed % 4)])
    let extent = Double([20, 500, 4_000][Int(seed % 3)])
    try Self.compare(
      Self.stream(3_000, keys: 20, seed: seed), window: "over \(Int(extent))ms by card_id",
      oracle: WindowOracle(extentMilliseconds: extent, latenessMilliseconds: lateness),
      lateness: .milliseconds(Int(lateness)), isKeyed: true, seed: seed)
  }

  @Test("Windows of a number of events agree with a recomputation of every row", arguments: 0..<12 as Range<UInt64>)
  func countWindows(seed: UInt64) throws {
    let lateness = Double([0, 50, 200, 1_000][Int(seed % 4)])
    let extent = [1, 2, 7, 50][Int(seed / 3)]
    try Self.compare(
      Self.stream(3_000, keys: 20, seed: seed), window: "over \(extent) events by card_id",
      oracle: WindowOracle(extentEvents: extent, latenessMilliseconds: lateness),
      lateness: .milliseconds(Int(lateness)), isKeyed: true, seed: seed)
  }

  @Test("A window without a key is over all events")
  func globalWindow() throws {
    try Self.compare(
      Self.stream(3_000, keys: 20, seed: 5), window: "over 2s",
      oracle: WindowOracle(extentMilliseconds: 2_000, latenessMilliseconds: 100), lateness: .milliseconds(100),
      isKeyed: false, seed: 5)
  }
}
