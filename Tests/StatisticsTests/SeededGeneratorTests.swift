import Statistics
import Testing

@Suite struct SeededGeneratorTests {
  @Test("a seed gives one sequence, and its uniforms fill [0, 1) evenly")
  func uniforms() {
    var generator = SeededGenerator(seed: 7)
    var twin = SeededGenerator(seed: 7)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 {
      let value = generator.uniform()
      #expect(value == twin.uniform())
      counts[Int(value * 10)] += 1
    }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
  }
}
