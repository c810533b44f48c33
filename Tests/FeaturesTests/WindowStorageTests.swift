import Statistics
import Testing

@testable import Features

@Suite("Storage of keyed windows")
struct WindowStorageTests {
  @Test("The key index agrees with a dictionary under insertions and removals", arguments: 0..<4 as Range<UInt64>)
  func keyIndex(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var index = KeyIndex()
    var known: [UInt64: Int] = [:]
    for step in 1...20_000 {
      // Few different upper halves, so that runs of slots and equal tags are common.
      let hash = ((generator.next() % 500) << 32) | (generator.next() % 3)
      if let record = known[hash] {
        #expect(index.find(hash) { $0 == record } == record)
        if generator.next() % 2 == 0 {
          index.remove(hash, record: record)
          known[hash] = nil
        }
      } else {
        #expect(index.find(hash) { known[hash] == $0 } == -1)
        index.insert(hash, record: step)
        known[hash] = step
      }
      #expect(index.count == known.count)
    }
    for (hash, record) in known { #expect(index.find(hash) { $0 == record } == record, "seed \(seed)") }
  }

  @Test("Value counts agree with a dictionary", arguments: 0..<4 as Range<UInt64>)
  func valueCounts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var counts = ValueCounts(maximum: 1_000)
    counts.appendTables(3)
    var known: [[Double: Int]] = [[:], [:], [:]]
    for _ in 0..<20_000 {
      let table = Int(generator.next() % 3)
      let value = Double(generator.next() % 90) / 3
      if generator.next() % 9 < 5 {
        let isCounted = counts.insert(value, into: table)
        #expect(isCounted)
        known[table][value, default: 0] += 1
      } else {
        counts.remove(value, from: table)
        if let count = known[table][value] { known[table][value] = count == 1 ? nil : count - 1 }
      }
      #expect(counts.count(table) == known[table].count, "seed \(seed)")
    }
  }

  @Test("Blocks that are in use at the same time never overlap")
  func blockPool() {
    var generator = SeededGenerator(seed: 4)
    var pool = BlockPool<Int>(unit: 3, filler: 0)
    var used: [(block: Int, level: Int)] = []
    for step in 1...3_000 {
      if used.count < 40 || generator.next() % 2 == 0, used.count < 80 {
        let level = Int(generator.next() % 4)
        let block = pool.allocate(level: level)
        used.append((block, level))
      } else {
        let gone = used.remove(at: Int(generator.next() % UInt64(used.count)))
        pool.release(gone.block, level: gone.level)
      }
      guard step % 100 == 0 else { continue }
      let ranges = used.map { $0.block..<$0.block + 3 << $0.level }.sorted { $0.lowerBound < $1.lowerBound }
      #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    }
    #expect(pool.storage.count <= 80 * 24 * 4)
  }

  @Test("The hash is the same on every machine, and spreads")
  func keyHash() {
    func hash(_ text: String) -> UInt64 { Array(text.utf8).withUnsafeBytes { KeyHash.hash($0) } }
    let hashes = Set((0..<100_000).map { hash("card-\($0)") })
    #expect(hashes.count == 100_000)
    #expect(Set(hashes.map { $0 >> 32 }).count > 99_990)
    #expect(hash("") != hash("\u{0}") && hash("\u{0}") != hash("\u{0}\u{0}"))
  }
}
