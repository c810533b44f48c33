import Records
import Statistics
import Testing

@testable import Features

@Suite("Accuracy of running aggregates")
struct WindowAccuracyTests {
  @Test("A million events later the running sums are those of the window, to the last bit of a double")
  func noDrift() {
    var generator = SeededGenerator(seed: 99)
    let width = 50
    var accumulator = LaneAccumulator()
    var window: [Double] = []
    for step in 0..<1_000_000 {
      // Magnitudes over thirty orders, so that plain sums would lose everything.
      let value = (generator.uniform() - 0.5) * [1e-9, 1, 1e6, 1e12, 1e20][Int(generator.next() % 5)]
      window.append(value)
      accumulator.add(value, withSquare: true)
      if window.count > width {
        let mustAddUp = accumulator.remove(window.removeFirst(), withSquare: true)
        if mustAddUp { accumulator = Self.accumulated(window) }
      }
      if step % 997 == 0 || step == 999_999 {
        let anew = Self.accumulated(window)
        #expect(accumulator.sum.high == anew.sum.high, "step \(step)")
        #expect(accumulator.squares.high == anew.squares.high, "step \(step)")
        #expect(accumulator.count == anew.count)
      }
    }
  }

  private static func accumulated(_ window: [Double]) -> LaneAccumulator {
    var accumulator = LaneAccumulator()
    for value in window { accumulator.add(value, withSquare: true) }
    return accumulator
  }

  @Test("An outlier that leaves the window takes nothing with it", arguments: [1e6, 1e16, 1e60, 1e139])
  func outliers(_ outlier: Double) throws {
    var engine = try FeatureFixture.engine([
      "sum(amount) over 3 events", "std(amount) over 3 events", "min(amount) over 3 events",
    ])
    let amounts = [0.1, outlier, 0.2, 0.3, 0.4, -outlier, 0.5, 0.25, 0.75]
    let events = amounts.enumerated().map { FeatureFixture.Event(time: Double($0.offset), amount: $0.element) }
    let matrix = engine.matrix(FeatureFixture.batch(events))
    #expect(matrix[4, 0] == 0.9 && matrix[8, 0] == 1.5)
    #expect(abs(matrix[4, 1] - 0.1) < 1e-7 && abs(matrix[8, 1] - 0.25) < 1e-7)
    #expect(matrix[4, 2] == 0.2 && matrix[8, 2] == 0.25)
  }

  @Test("A standard deviation far below the mean keeps its digits")
  func smallDeviation() throws {
    var engine = try FeatureFixture.engine(["std(amount) over 1h"])
    let events = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16].map { FeatureFixture.Event(time: 0, amount: $0) }
    let matrix = engine.matrix(FeatureFixture.batch(events))
    #expect(matrix[3, 0] == Float((30.0).squareRoot()))
    var constant = try FeatureFixture.engine(["std(amount) over 1h"])
    let same = (0..<100).map { _ in FeatureFixture.Event(time: 0, amount: 0.1) }
    #expect(constant.matrix(FeatureFixture.batch(same))[99, 0] == 0)
  }

  @Test("Numbers over 1e140 are skipped by sums rather than spoil them")
  func hugeNumbers() throws {
    var engine = try FeatureFixture.engine(["sum(amount) over 1h", "count(amount) over 1h", "std(amount) over 1h"])
    let events = [1, 1e200, -1e308, 3].map { FeatureFixture.Event(time: 0, amount: $0) }
    #expect(Array(engine.matrix(FeatureFixture.batch(events)).values[9...10]) == [4, 2])
  }
}
