import Statistics

/// Kolmogorov-Smirnov windowing: the newest values of a sliding window against as many drawn from its older part; after a
/// detection only the newest are kept.
///
/// Raab, Heusinger & Schleif, "Reactive Soft Prototype Computing for Concept Drift Streams", 2020. The draw is seeded, so
/// that one stream gives one answer; River's draws are Python's, so its indices differ by chance.
struct KSWIN: StreamingTest {
  let alpha: Double
  let minimumEffect: Double
  let windowCount: Int
  let recentCount: Int

  private var values: [Double] = []
  private var marks: [Int64] = []
  /// Where the oldest value stands in the ring.
  private var start = 0
  private var drawn: [Double]
  private var recent: [Double]
  private var places: [Int]
  private var generator: SeededGenerator
  private(set) var evidence = StreamEvidence()
  /// The least distance whose p-value is at or below alpha: a p-value falls as the distance grows.
  private let criticalDistance: Double

  init(alpha: Double, windowCount: Int, recentCount: Int, minimumEffect: Double, seed: UInt64) {
    precondition(2 * recentCount <= windowCount, "KSWIN's window holds twice the newest values at least")
    self.alpha = alpha
    self.windowCount = windowCount
    self.recentCount = recentCount
    self.minimumEffect = minimumEffect
    drawn = Array(repeating: 0, count: recentCount)
    recent = Array(repeating: 0, count: recentCount)
    places = Array(0..<windowCount - recentCount)
    generator = SeededGenerator(seed: seed)
    criticalDistance = Self.criticalDistance(alpha, recentCount)
    values.reserveCapacity(windowCount)
    marks.reserveCapacity(windowCount)
  }

  private static func criticalDistance(_ alpha: Double, _ count: Int) -> Double {
    for reach in 1...count where KolmogorovSmirnov.pValue(Double(reach) / Double(count), count, count) <= alpha {
      return Double(reach) / Double(count)
    }
    return .infinity
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if values.count < windowCount {
      values.append(value)
      marks.append(mark)
    } else {
      values[start] = value
      marks[start] = mark
      start = start + 1 == windowCount ? 0 : start + 1
    }
    guard values.count == windowCount else { return false }
    draw()
    let distance = Self.distance(&drawn, &recent)
    evidence.statistic = distance
    evidence.threshold = max(criticalDistance, minimumEffect)
    guard distance >= criticalDistance - 1e-12, distance > minimumEffect else { return false }
    note(distance)
    keepRecent()
    return true
  }

  /// Value `age` places behind the oldest.
  private func place(_ age: Int) -> Int {
    let place = start + age
    return place >= windowCount ? place - windowCount : place
  }

  /// Draws as many older values as there are newest ones, without putting back: the head of a shuffle.
  private mutating func draw() {
    let older = windowCount - recentCount
    for index in 0..<recentCount {
      // The upper half of a product with a full-width random number is uniform but for 2^-57.
      let pick = index + Int(generator.next().multipliedFullWidth(by: UInt64(older - index)).high)
      places.swapAt(index, pick)
      drawn[index] = values[place(places[index])]
      recent[index] = values[place(older + index)]
    }
  }

  /// Sorts both in place and returns the largest distance of their distribution functions.
  private static func distance(_ left: inout [Double], _ right: inout [Double]) -> Double {
    left.sort()
    right.sort()
    let count = left.count
    var (i, j, largest) = (0, 0, 0)
    while i < count, j < count {
      let value = min(left[i], right[j])
      while i < count, left[i] <= value { i += 1 }
      while j < count, right[j] <= value { j += 1 }
      largest = max(largest, abs(i - j))
    }
    return Double(largest) / Double(count)
  }

  private mutating func note(_ distance: Double) {
    evidence.pValue = KolmogorovSmirnov.pValue(distance, recentCount, recentCount)
    evidence.meanBefore = drawn.reduce(0, +) / Double(recentCount)
    evidence.meanAfter = recent.reduce(0, +) / Double(recentCount)
    evidence.direction = evidence.meanAfter! >= evidence.meanBefore! ? 1 : -1
    evidence.since = marks[place(windowCount - recentCount)]
    evidence.count = recentCount
  }

  private mutating func keepRecent() {
    let older = windowCount - recentCount
    let kept = (0..<recentCount).map { (values[place(older + $0)], marks[place(older + $0)]) }
    values.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    for (value, mark) in kept {
      values.append(value)
      marks.append(mark)
    }
    start = 0
  }
}
