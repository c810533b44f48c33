import Records
import Testing

@Suite("What the monitor makes of pairs")
struct MonitorJoinTests {
  @Test(
    "each pair written within the wait makes one example, whatever the order of reading",
    arguments: Array(1...5) as [UInt64], [false, true])
  func anyOrder(seed: UInt64, meansZero: Bool) throws {
    var world = try JoinWorld(seed: seed, meansZero: meansZero)
    world.run(crashes: false)
    check(world, seed: seed)
  }

  @Test(
    "a crash between any two commits neither loses an example nor makes it twice",
    arguments: Array(1...12) as [UInt64], [false, true])
  func crashes(seed: UInt64, meansZero: Bool) throws {
    var world = try JoinWorld(seed: seed, meansZero: meansZero)
    world.run(crashes: true)
    #expect(world.crashCount > 0, "seed \(seed)")
    check(world, seed: seed)
  }

  private func check(_ world: JoinWorld, seed: UInt64) {
    #expect(world.refused.isEmpty, "seed \(seed)")
    let lost = world.expected.subtracting(world.examples).map(\.id).sorted()
    let wrong = Set(world.examples).subtracting(world.expected).map(\.id).sorted()
    let counts = Dictionary(grouping: world.examples, by: \.id).filter { $0.value.count > 1 }
    #expect(lost.prefix(5) == [], "seed \(seed): lost")
    #expect(wrong.prefix(5) == [], "seed \(seed): false")
    #expect(counts.keys.sorted().prefix(5) == [], "seed \(seed): made twice")
  }
}
