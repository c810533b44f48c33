import Statistics
import Testing

@Suite struct QuantileSketchTests {
  @Test("ranks are within the stated bound, in a sketch of one stream and in a merged one")
  func bound() {
    var queries = 0
    var misses = 0
    for seed in 0..<8 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = (0..<20_000).map { index in
        // Sorted, falling, saw-toothed and random orders.
        switch seed % 4 {
        case 0: Double(index)
        case 1: Double(-index)
        case 2: Double(index % 1_000)
        default: generator.uniform()
        }
      }
      var whole = QuantileSketch(seed: seed)
      var parts = (0..<4).map { QuantileSketch(seed: seed &* 7 &+ UInt64($0)) }
      for (index, value) in values.enumerated() {
        whole.add(value)
        parts[index % 4].add(value)
      }
      for part in parts[1...] { parts[0].merge(part) }
      let sorted = values.sorted()
      for sketch in [whole, parts[0]] {
        #expect(sketch.count == values.count)
        #expect(sketch.retainedCount < 2_000)
        #expect(sketch.quantiles([0, 1]) == [sorted[0], sorted[19_999]])
        for percent in 1..<100 {
          let value = sorted[200 * percent]
          let share = Double(rows(of: sorted, upTo: value)) / 20_000
          queries += 1
          if abs(sketch.share(upTo: value) - share) > sketch.rankErrorBound { misses += 1 }
        }
        for (percent, quantile) in zip(1..<100, sketch.quantiles((1..<100).map { Double($0) / 100 })) {
          let below = Double(rows(of: sorted, upTo: quantile.nextDown)) / 20_000
          let through = Double(rows(of: sorted, upTo: quantile)) / 20_000
          let slack = 3 * sketch.rankErrorBound
          #expect(below - slack <= Double(percent) / 100 && Double(percent) / 100 <= through + slack, "seed \(seed)")
        }
      }
    }
    #expect(misses * 100 <= queries, "\(misses) of \(queries)")
  }

  private func rows(of sorted: [Double], upTo value: Double) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  @Test("few values are kept as they are, and NaN is left out")
  func exact() {
    var sketch = QuantileSketch()
    for value in [3, 1, .nan, 2] { sketch.add(value) }
    #expect(sketch.count == 3)
    #expect(sketch.share(upTo: 2) == 2.0 / 3)
    #expect(sketch.quantiles([0.3, 0.5, 0.9]) == [1, 2, 3])
    #expect(QuantileSketch().quantiles([0.5]).isEmpty)
    #expect(QuantileSketch().share(upTo: 1).isNaN)
  }

  @Test("the same stream and seed give the same sketch")
  func determinism() {
    var first = QuantileSketch(seed: 5)
    var second = QuantileSketch(seed: 5)
    for index in 0..<10_000 {
      first.add(Double(index * 7_919 % 10_007))
      second.add(Double(index * 7_919 % 10_007))
    }
    let shares = (0...100).map { Double($0) / 100 }
    #expect(first.quantiles(shares) == second.quantiles(shares))
  }
}
