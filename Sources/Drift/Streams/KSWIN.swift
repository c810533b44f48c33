import Records
import Statistics

/// Kolmogorov-Smirnov windowing: the newest values of a sliding window against its older part; after a detection only the
/// newest are kept.
///
/// Raab, Heusinger & Schleif, "Reactive Soft Prototype Computing for Concept Drift Streams", 2020. The paper, and River,
/// compare with a random draw of the older part, which adds chance to the verdict and costs a sort an update; here the
/// whole older part is compared with, at O(log w) an update, and one stream gives one answer.
struct KSWIN: StreamingTest {
  let alpha: Double
  let minimumEffect: Double
  let windowCount: Int
  let recentCount: Int
  /// Whether a detection forgets the whole window at the next update, as River does; ours keeps the newest values.
  let resetsAfterDetection: Bool

  /// A ring of the window, and where its oldest value stands.
  private var values: [Double]
  private var marks: [Int64]
  private var start = 0
  private var count = 0
  private var ranks: RankTree
  private var recentTotal = 0.0
  private var olderTotal = 0.0
  private var mustReset = false
  private(set) var evidence = StreamEvidence()
  /// The least distance whose p-value is at or below alpha, times the product of both counts; a p-value falls as the distance
  /// grows.
  private let criticalReach: Int

  init(
    alpha: Double, windowCount: Int, recentCount: Int, minimumEffect: Double, resetsAfterDetection: Bool = false
  ) {
    precondition(2 * recentCount <= windowCount, "KSWIN's window holds twice the newest values at least")
    self.alpha = alpha
    self.windowCount = windowCount
    self.recentCount = recentCount
    self.minimumEffect = minimumEffect
    self.resetsAfterDetection = resetsAfterDetection
    values = Array(repeating: 0, count: windowCount)
    marks = Array(repeating: 0, count: windowCount)
    let olderCount = windowCount - recentCount
    ranks = RankTree(newerCount: recentCount, olderCount: olderCount)
    let byChance = Self.criticalReach(alpha, recentCount, olderCount)
    // A distance must exceed the least effect.
    let byEffect = Int((minimumEffect * Double(recentCount * olderCount)).rounded(.down)) + 1
    criticalReach = max(byChance, byEffect)
  }

  private static func criticalReach(_ alpha: Double, _ recent: Int, _ older: Int) -> Int {
    var (low, high) = (1, recent * older)
    func pValue(_ reach: Int) -> Double {
      KolmogorovSmirnov.pValue(Double(reach) / Double(recent * older), recent, older, exactUpTo: 1_000)
    }
    guard pValue(high) <= alpha else { return .max }
    while low < high {
      let middle = (low + high) / 2
      if pValue(middle) <= alpha { high = middle } else { low = middle + 1 }
    }
    return low
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { reset() }
    take(value, at: mark)
    guard count == windowCount else { return false }
    let pairs = Double(recentCount * (windowCount - recentCount))
    let reach = ranks.reach
    evidence.statistic = Double(reach) / pairs
    evidence.threshold = Double(criticalReach) / pairs
    guard reach >= criticalReach else { return false }
    note(Double(reach) / pairs)
    if resetsAfterDetection { mustReset = true } else { keepRecent() }
    return true
  }

  private mutating func reset() {
    mustReset = false
    start = 0
    count = 0
    ranks.removeAll()
    recentTotal = 0
    olderTotal = 0
  }

  private mutating func take(_ value: Double, at mark: Int64) {
    if count == windowCount {
      let leaving = values[start]
      ranks.change(leaving, newer: 0, older: -1)
      olderTotal -= leaving
      start = start + 1 == windowCount ? 0 : start + 1
      count -= 1
    }
    if count >= recentCount {
      let aging = values[place(count - recentCount)]
      ranks.change(aging, newer: -1, older: 1)
      recentTotal -= aging
      olderTotal += aging
    }
    values[place(count)] = value
    marks[place(count)] = mark
    ranks.change(value, newer: 1, older: 0)
    recentTotal += value
    count += 1
  }

  /// The ring's place of the value `age` places behind the oldest.
  private func place(_ age: Int) -> Int {
    let place = start + age
    return place >= windowCount ? place - windowCount : place
  }

  private mutating func note(_ distance: Double) {
    let olderCount = windowCount - recentCount
    evidence.pValue = KolmogorovSmirnov.pValue(distance, recentCount, olderCount, exactUpTo: 1_000)
    evidence.meanBefore = olderTotal / Double(olderCount)
    evidence.meanAfter = recentTotal / Double(recentCount)
    evidence.direction = evidence.meanAfter! >= evidence.meanBefore! ? 1 : -1
    evidence.since = marks[place(olderCount)]
    evidence.count = recentCount
  }

  private mutating func keepRecent() {
    start = place(windowCount - recentCount)
    count = recentCount
    ranks.removeAll()
    recentTotal = 0
    olderTotal = 0
    for age in 0..<recentCount {
      let value = values[place(age)]
      ranks.change(value, newer: 1, older: 0)
      recentTotal += value
    }
  }
}

extension KSWIN {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.expect(windowCount, "KSWIN's window")
    try coder.code(&values)
    try coder.code(&marks)
    try coder.code(&start)
    try coder.code(&count)
    try coder.code(&recentTotal)
    try coder.code(&olderTotal)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
    guard coder.isReading else { return }
    try coder.check(
      values.count == windowCount && marks.count == windowCount && (0..<windowCount).contains(start)
        && (0...windowCount).contains(count), "KSWIN's values are not those of a window")
    // What the ranks say does not depend on the order in which values came.
    ranks.removeAll()
    for age in 0..<count {
      let isNewer = age >= count - recentCount
      ranks.change(values[place(age)], newer: isNewer ? 1 : 0, older: isNewer ? 0 : 1)
    }
  }
}
