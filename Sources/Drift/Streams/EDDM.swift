import Statistics

/// The early drift detection method: errors that come closer together than they used to. On 0 and 1; starts anew after a
/// detection.
///
/// Baena-García et al., "Early Drift Detection Method", 2006; counts as River's `EDDM`.
struct EDDM: StreamingTest {
  let minimumCount: Int
  let warning: Double
  let threshold: Double

  private var count = 0
  private var errors = 0
  private var lastError = 0
  private var distances = Moments()
  private var greatest = -1.0
  private var warned: WarningStart?
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(minimumCount: Int, warning: Double, threshold: Double) {
    self.minimumCount = minimumCount
    self.warning = warning
    self.threshold = threshold
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = EDDM(minimumCount: minimumCount, warning: warning, threshold: threshold) }
    let before = WarningStart(mark: mark, count: count, mean: count > 0 ? Double(errors) / Double(count) : 0)
    count += 1
    guard value == 1 else { return false }
    errors += 1
    distances.add(Double(count - lastError))
    lastError = count
    guard count > minimumCount else { return false }
    let spread = distances.mean + 2 * distances.sampleVariance.squareRoot()
    if spread > greatest {
      greatest = spread
      return false
    }
    guard errors > minimumCount else { return false }
    let level = spread / greatest
    evidence.statistic = level
    evidence.threshold = threshold
    warned = level < warning ? warned ?? before : nil
    guard level < threshold else { return false }
    (warned ?? before).complete(&evidence, count: count, mean: Double(errors) / Double(count))
    mustReset = true
    return true
  }
}
