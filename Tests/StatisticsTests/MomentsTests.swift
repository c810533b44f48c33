import Statistics
import Testing

@Suite struct MomentsTests {
  @Test("mean and variance are those of two passes, however the stream is parted", arguments: 0..<20 as Range<UInt64>)
  func merging(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<200).map { _ in generator.uniform() * 1e3 + 1e6 }
    let cut = Int.random(in: 0...200, using: &generator)
    var first = Moments()
    var second = Moments()
    for value in values[..<cut] { first.add(value) }
    for value in values[cut...] { second.add(value) }
    first.merge(second)
    let mean = values.reduce(0, +) / 200
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(first.count == 200)
    #expect(abs(first.mean - mean) < 1e-6, "seed \(seed)")
    #expect(abs(first.sampleVariance - squares / 199) < 1e-6 * squares, "seed \(seed)")
    #expect(abs(first.populationVariance - squares / 200) < 1e-6 * squares, "seed \(seed)")
  }

  @Test("no value, one value and a repeated value have no variance")
  func few() {
    var moments = Moments()
    #expect(moments.mean == 0 && moments.populationVariance == 0 && moments.sampleVariance == 0)
    moments.add(4)
    #expect(moments.mean == 4 && moments.sampleVariance == 0)
    moments.add(4, rows: 9)
    #expect(moments.count == 10 && moments.mean == 4 && moments.sampleVariance == 0)
  }
}
