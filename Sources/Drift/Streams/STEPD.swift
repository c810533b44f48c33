import Records
import Statistics

/// The test of equal proportions: the newest errors against all that came before them. On 0 and 1; two-sided; starts anew
/// after a detection.
///
/// Nishida & Yamauchi, "Detecting Concept Drift Using Statistical Testing", 2007. A difference that the correction for
/// continuity makes negative is none (MOA takes its magnitude). A detection whose stretch of warnings began is dated from there.
struct STEPD: StreamingTest {
  let windowCount: Int
  let alpha: Double
  let warning: Double

  /// The newest values, as a ring.
  private var recent: [Double]
  private var oldest = 0
  private var recentCount = 0
  private var recentTotal = 0.0
  private var olderCount = 0
  private var olderTotal = 0.0
  private var stretch = WarningStretch()
  private var mustReset = false
  /// The statistic whose two-sided p-value is alpha, and that of a warning: cheaper to compare with than a p-value.
  private let critical: Double
  private let criticalWarning: Double
  private(set) var evidence = StreamEvidence()

  init(windowCount: Int, alpha: Double, warning: Double) {
    precondition(windowCount > 0, "STEPD's window holds a value")
    self.windowCount = windowCount
    self.alpha = alpha
    self.warning = warning
    recent = Array(repeating: 0, count: windowCount)
    critical = -NormalDistribution.quantile(alpha / 2)
    criticalWarning = -NormalDistribution.quantile(warning / 2)
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { reset() }
    stretch.add(value, at: mark)
    take(value)
    guard olderCount >= windowCount else { return false }
    let statistic = self.statistic
    evidence.statistic = statistic
    evidence.threshold = critical
    stretch.note(isWarning: statistic > criticalWarning)
    guard statistic > critical else { return false }
    evidence.pValue = 2 * NormalDistribution.survival(statistic)
    stretch.complete(&evidence)
    let (meanBefore, meanAfter) = (olderTotal / Double(olderCount), recentTotal / Double(recentCount))
    evidence.direction = meanAfter > meanBefore ? 1 : -1
    evidence.meanBefore = meanBefore
    evidence.meanAfter = meanAfter
    mustReset = true
    return true
  }

  private mutating func reset() {
    oldest = 0
    recentCount = 0
    recentTotal = 0
    olderCount = 0
    olderTotal = 0
    stretch = WarningStretch()
    mustReset = false
  }

  private mutating func take(_ value: Double) {
    if recentCount == windowCount {
      olderTotal += recent[oldest]
      recentTotal -= recent[oldest]
      olderCount += 1
    } else {
      recentCount += 1
    }
    recent[oldest] = value
    recentTotal += value
    oldest = oldest + 1 == windowCount ? 0 : oldest + 1
  }

  /// The difference of the two proportions over its standard error.
  private var statistic: Double {
    let (n, m) = (Double(olderCount), Double(recentCount))
    let reciprocals = 1 / n + 1 / m
    let share = (olderTotal + recentTotal) / (n + m)
    let difference = abs(olderTotal / n - recentTotal / m) - reciprocals / 2
    let variance = share * (1 - share) * reciprocals
    return difference > 0 && variance > 0 ? difference / variance.squareRoot() : 0
  }
}

extension STEPD {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&recent)
    try coder.code(&oldest)
    try coder.code(&recentCount)
    try coder.code(&recentTotal)
    try coder.code(&olderCount)
    try coder.code(&olderTotal)
    try stretch.code(with: &coder)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
    try coder.check(
      recent.count == windowCount && recent.indices.contains(oldest), "STEPD's values are not those of its window")
  }
}
