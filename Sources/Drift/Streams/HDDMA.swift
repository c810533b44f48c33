import Glibc
import Records

/// Drift by Hoeffding's bound on averages: the mean of all values against that at the best cut. On 0 and 1, or numbers of
/// [0, 1]; fires on a rise; starts anew after a detection.
///
/// Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015, A-test.
struct HDDMA: StreamingTest {
  let delta: Double

  private var count = 0
  private var mean = 0.0
  private var cutCount = 0
  private var cutMean = 0.0
  /// The mark of the first value behind the cut.
  private var since: Int64?
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(delta: Double) {
    self.delta = delta
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = HDDMA(delta: delta) }
    if since == nil { since = mark }
    count += 1
    mean += (value - mean) / Double(count)
    if cutCount == 0 || cutMean + bound(cutCount) >= mean + bound(count) {
      cutCount = count
      cutMean = mean
      since = nil
    }
    guard cutCount < count else { return false }
    let (n, cut) = (Double(count), Double(cutCount))
    let harmonic = (n - cut) / cut * (1 / n)
    let epsilon = (harmonic / 2 * log(2 / delta)).squareRoot()
    evidence.statistic = mean - cutMean
    evidence.threshold = epsilon
    guard mean - cutMean >= epsilon else { return false }
    evidence.direction = 1
    evidence.since = since
    evidence.count = count - cutCount
    evidence.meanBefore = cutMean
    evidence.meanAfter = (mean * n - cutMean * cut) / (n - cut)
    mustReset = true
    return true
  }

  private func bound(_ count: Int) -> Double { (1 / (2 * Double(count)) * log(1 / delta)).squareRoot() }
}

extension HDDMA {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&count)
    try coder.code(&mean)
    try coder.code(&cutCount)
    try coder.code(&cutMean)
    try coder.code(&since)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
  }
}
