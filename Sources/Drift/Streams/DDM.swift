/// The drift detection method: an error rate far above the least one seen so far. On 0 and 1; starts anew after a detection.
///
/// Gama et al., "Learning with Drift Detection", 2004. The present concept is taken to begin where the warning did.
struct DDM: StreamingTest {
  let minimumCount: Int
  let warning: Double
  let threshold: Double

  private var count = 0
  private var rate = 0.0
  private var leastRate = 0.0
  private var leastDeviation = 0.0
  private var leastSum = Double.infinity
  private var warned: WarningStart?
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(minimumCount: Int, warning: Double, threshold: Double) {
    self.minimumCount = minimumCount
    self.warning = warning
    self.threshold = threshold
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = DDM(minimumCount: minimumCount, warning: warning, threshold: threshold) }
    let before = WarningStart(mark: mark, count: count, mean: rate)
    count += 1
    rate += (value - rate) / Double(count)
    guard count > minimumCount else { return false }
    let deviation = max(0, rate * (1 - rate) / Double(count)).squareRoot()
    let sum = rate + deviation
    if sum <= leastSum {
      leastRate = rate
      leastDeviation = deviation
      leastSum = leastRate + leastDeviation
    }
    evidence.statistic = sum
    evidence.threshold = leastRate + threshold * leastDeviation
    warned = sum > leastRate + warning * leastDeviation ? warned ?? before : nil
    guard sum > leastRate + threshold * leastDeviation else { return false }
    (warned ?? before).complete(&evidence, count: count, mean: rate)
    mustReset = true
    return true
  }
}
