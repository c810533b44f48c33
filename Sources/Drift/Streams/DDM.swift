import Records

/// The drift detection method: an error rate far above the least one seen so far. On 0 and 1; starts anew after a detection.
///
/// Gama et al., "Learning with Drift Detection", 2004. The present concept is taken to begin where the warning did.
struct DDM: StreamingTest {
  let minimumCount: Int
  let warning: Double
  let threshold: Double

  private var stretch = WarningStretch()
  private var leastRate = 0.0
  private var leastDeviation = 0.0
  private var leastSum = Double.infinity
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(minimumCount: Int, warning: Double, threshold: Double) {
    self.minimumCount = minimumCount
    self.warning = warning
    self.threshold = threshold
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = DDM(minimumCount: minimumCount, warning: warning, threshold: threshold) }
    stretch.add(value, at: mark)
    guard stretch.count > minimumCount else { return false }
    let rate = stretch.mean
    let deviation = max(0, rate * (1 - rate) / Double(stretch.count)).squareRoot()
    let sum = rate + deviation
    if sum <= leastSum {
      leastRate = rate
      leastDeviation = deviation
      leastSum = leastRate + leastDeviation
    }
    evidence.statistic = sum
    evidence.threshold = leastRate + threshold * leastDeviation
    stretch.note(isWarning: sum > leastRate + warning * leastDeviation)
    guard sum > leastRate + threshold * leastDeviation else { return false }
    stretch.complete(&evidence)
    mustReset = true
    return true
  }
}

extension DDM {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try stretch.code(with: &coder)
    try coder.code(&leastRate)
    try coder.code(&leastDeviation)
    try coder.code(&leastSum)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
  }
}
