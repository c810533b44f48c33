import Statistics
import Testing

@testable import Drift

@Suite struct RankTreeTests {
  /// sup |F − G| by counting, times the product of the counts.
  private func reach(_ newer: [Double], _ older: [Double]) -> Int {
    (newer + older).map { value in
      abs(newer.count { $0 <= value } * older.count - older.count { $0 <= value } * newer.count)
    }.max() ?? 0
  }

  @Test("after each change the distance is that of all values counted anew, with ties and without")
  func oracle() {
    for seed in 0..<6 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let (recent, window) = (7 + Int(seed), 20 + 3 * Int(seed))
      var tree = RankTree(newerCount: recent, olderCount: window - recent)
      var values: [Double] = []
      for update in 0..<600 {
        let value = (generator.uniform() * (seed % 2 == 0 ? 6 : 1e6)).rounded() + (update > 300 ? 2 : 0)
        if values.count == window { tree.change(values.removeFirst(), newer: 0, older: -1) }
        if values.count >= recent { tree.change(values[values.count - recent], newer: -1, older: 1) }
        tree.change(value, newer: 1, older: 0)
        values.append(value)
        guard values.count == window else { continue }
        let wanted = reach(Array(values.suffix(recent)), Array(values.dropLast(recent)))
        #expect(tree.reach == wanted, "seed \(seed), update \(update)")
        if update == 400 {
          tree.removeAll()
          values.removeAll()
        }
      }
    }
  }
}
