import Glibc
import Records

/// An anytime-valid detector of a mean that leaves what it was: a mixture of Shiryaev-Roberts e-detectors, two-sided.
///
/// Shin, Ramdas & Rinaldo, "E-detectors: A Nonparametric Framework for Sequential Change Detection", 2022 (arXiv 2203.03532).
/// Of numbers in [0, 1] whose mean is at most m, 1 + λ (x/m − 1) has a mean of at most 1 for every λ in [0, 1]. The sum
/// over all starts of the products of such factors, Mₙ = (Mₙ₋₁ + 1)(1 + λ (xₙ/m − 1)), exceeds A after A values on
/// average at the earliest, whatever the distribution and the dependence on the past; and so does a weighted mean of such
/// sums. Half of the weight bets on a rise above the mean plus the tolerance, half on a fall below the mean minus it, each
/// on changes of several sizes.
///
/// The mean is given, is the reference's, or is learned from the first `warmup` values, which the promise then leaves out:
/// the tolerance must cover the error of what was learned.
package struct EDetector: StreamingTest {
  /// Bets on each side: λ from 1/2 down by halves.
  private static let betCount = 8

  package let falseAlarmEvery: Double
  package let direction: Int
  package let tolerance: Double
  package let warmup: Int

  /// The mean that was given; nil where it is learned.
  private var given: Double?
  /// Values of the warm-up so far, and their mean.
  private var learned = (count: 0, mean: 0.0)
  /// The sums of the bets on a rise, then of those on a fall.
  private var sums: [Double]
  /// Of each bet the product since the start that served it best, e-CUSUM: it dates the change.
  private var products: [Double]
  /// Values since that start, their total, and its mark.
  private var ages: [Int]
  private var totals: [Double]
  private var marks: [Int64]
  private var rise = 1.0
  private var fall = 1.0
  private(set) package var evidence = StreamEvidence()

  /// - Parameters:
  ///   - mean: what the mean was before a change; nil learns it.
  ///   - tolerance: how far the mean may be from that without a detection, as a share of its standard deviation √(m(1 − m)).
  package init(falseAlarmEvery: Double, mean: Double? = nil, tolerance: Double, warmup: Int, direction: Int = 0) {
    precondition(falseAlarmEvery > 1 && tolerance >= 0, "an e-detector needs an interval and a tolerance")
    self.falseAlarmEvery = falseAlarmEvery
    self.direction = direction
    self.tolerance = tolerance
    self.warmup = warmup
    given = mean
    sums = Array(repeating: 0, count: 2 * Self.betCount)
    products = Array(repeating: 0, count: 2 * Self.betCount)
    ages = Array(repeating: 0, count: 2 * Self.betCount)
    totals = Array(repeating: 0, count: 2 * Self.betCount)
    marks = Array(repeating: 0, count: 2 * Self.betCount)
    if let mean { take(mean: mean) }
  }

  /// The mean that values are held against; nil while it is learned.
  package var mean: Double? { given ?? (learned.count >= warmup ? learned.mean : nil) }

  private mutating func take(mean: Double) {
    let slack = tolerance * (mean * (1 - mean)).squareRoot()
    rise = min(1, max(1e-6, mean + slack))
    fall = min(1, max(1e-6, 1 - mean + slack))
  }

  package mutating func update(_ value: Double, at mark: Int64) -> Bool {
    let value = min(1, max(0, value))
    if given == nil, learned.count < warmup {
      learned.count += 1
      learned.mean += (value - learned.mean) / Double(learned.count)
      if learned.count == warmup { take(mean: learned.mean) }
      return false
    }
    let (up, down) = bet(value, mark)
    let weight = direction == 0 ? 0.5 : 1
    evidence.statistic = weight * ((direction >= 0 ? up : 0) + (direction <= 0 ? down : 0))
    evidence.threshold = falseAlarmEvery
    guard evidence.statistic! >= falseAlarmEvery else { return false }
    note(isRise: direction > 0 || direction == 0 && up >= down)
    startAnew()
    return true
  }

  /// Multiplies each sum, and returns the means of those of a rise and of a fall.
  @inline(__always)
  private mutating func bet(_ value: Double, _ mark: Int64) -> (up: Double, down: Double) {
    let (riseGain, fallGain) = (value / rise - 1, (1 - value) / fall - 1)
    var (up, down) = (0.0, 0.0)
    var share = 0.5
    for index in 0..<Self.betCount {
      up += step(index, 1 + share * riseGain, value, mark)
      down += step(Self.betCount + index, 1 + share * fallGain, value, mark)
      share *= 0.5
    }
    return (up / Double(Self.betCount), down / Double(Self.betCount))
  }

  @inline(__always)
  private mutating func step(_ index: Int, _ factor: Double, _ value: Double, _ mark: Int64) -> Double {
    if products[index] <= 1 {
      products[index] = 1
      ages[index] = 0
      totals[index] = 0
      marks[index] = mark
    }
    ages[index] += 1
    totals[index] += value
    products[index] *= factor
    sums[index] = (sums[index] + 1) * factor
    return sums[index]
  }

  private mutating func note(isRise: Bool) {
    let bets = isRise ? 0..<Self.betCount : Self.betCount..<2 * Self.betCount
    let strongest = bets.max { products[$0] < products[$1] }!
    evidence.direction = isRise ? 1 : -1
    evidence.since = marks[strongest]
    evidence.count = ages[strongest]
    evidence.meanBefore = mean
    evidence.meanAfter = totals[strongest] / Double(max(1, ages[strongest]))
  }

  private mutating func startAnew() {
    for index in sums.indices {
      sums[index] = 0
      products[index] = 0
    }
    if given == nil { learned = (count: 0, mean: 0) }
  }
}

extension EDetector {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    // It comes from a model's reference, which may be gone.
    try coder.code(&given)
    try coder.code(&learned.count)
    try coder.code(&learned.mean)
    try coder.code(&sums)
    try coder.code(&products)
    try coder.code(&ages)
    try coder.code(&totals)
    try coder.code(&marks)
    try coder.code(&rise)
    try coder.code(&fall)
    try evidence.code(with: &coder)
    let lists = [sums.count, products.count, ages.count, totals.count, marks.count]
    try coder.check(lists.allSatisfy { $0 == 2 * Self.betCount }, "an e-detector has other bets")
  }
}
