import Records
import Statistics

/// The early drift detection method: errors that come closer together than they used to. On 0 and 1; starts anew after a
/// detection.
///
/// Baena-García et al., "Early Drift Detection Method", 2006; counts as River's `EDDM`.
struct EDDM: StreamingTest {
  let minimumCount: Int
  let warning: Double
  let threshold: Double

  private var stretch = WarningStretch()
  private var errors = 0
  private var lastError = 0
  private var distances = Moments()
  private var greatest = -1.0
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(minimumCount: Int, warning: Double, threshold: Double) {
    self.minimumCount = minimumCount
    self.warning = warning
    self.threshold = threshold
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = EDDM(minimumCount: minimumCount, warning: warning, threshold: threshold) }
    stretch.add(value, at: mark)
    guard value == 1 else { return false }
    errors += 1
    distances.add(Double(stretch.count - lastError))
    lastError = stretch.count
    guard stretch.count > minimumCount else { return false }
    let spread = distances.mean + 2 * distances.sampleVariance.squareRoot()
    if spread > greatest {
      greatest = spread
      return false
    }
    guard errors > minimumCount else { return false }
    let level = spread / greatest
    evidence.statistic = level
    evidence.threshold = threshold
    stretch.note(isWarning: level < warning)
    guard level < threshold else { return false }
    stretch.complete(&evidence)
    mustReset = true
    return true
  }
}

extension EDDM {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try stretch.code(with: &coder)
    try coder.code(&errors)
    try coder.code(&lastError)
    try distances.code(with: &coder)
    try coder.code(&greatest)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
  }
}
