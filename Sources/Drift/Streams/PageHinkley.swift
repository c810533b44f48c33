/// The test of Page and Hinkley: the cumulated deviation from the mean so far, two-sided; starts anew after a detection.
///
/// Page, "Continuous Inspection Schemes", 1954; with a forgetting factor, as River's `PageHinkley`.
struct PageHinkley: StreamingTest {
  let minimumCount: Int
  let delta: Double
  let threshold: Double
  let forgetting: Double

  private var count = 0
  private var mean = 0.0
  private var rise = 0.0
  private var fall = 0.0
  private var leastRise = Double.infinity
  // River's starting point, which a first rise does not reach.
  private var greatestFall = -1.0
  /// Mean and count when each sum was at its extreme, and the mark of the next value: where a change began.
  private var beforeRise = (mean: 0.0, count: 0)
  private var beforeFall = (mean: 0.0, count: 0)
  private var riseSince: Int64?
  private var fallSince: Int64?
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(minimumCount: Int, delta: Double, threshold: Double, forgetting: Double) {
    self.minimumCount = minimumCount
    self.delta = delta
    self.threshold = threshold
    self.forgetting = forgetting
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset {
      self = PageHinkley(minimumCount: minimumCount, delta: delta, threshold: threshold, forgetting: forgetting)
    }
    if riseSince == nil { riseSince = mark }
    if fallSince == nil { fallSince = mark }
    count += 1
    mean += (value - mean) / Double(count)
    let deviation = value - mean
    rise = forgetting * rise + deviation - delta
    fall = forgetting * fall + deviation + delta
    if rise < leastRise {
      leastRise = rise
      beforeRise = (mean, count)
      riseSince = nil
    }
    if fall > greatestFall {
      greatestFall = fall
      beforeFall = (mean, count)
      fallSince = nil
    }
    guard count >= minimumCount else { return false }
    let (up, down) = (rise - leastRise, greatestFall - fall)
    evidence.statistic = max(up, down)
    evidence.threshold = threshold
    guard max(up, down) > threshold else { return false }
    note(isRise: up >= down)
    return true
  }

  private mutating func note(isRise: Bool) {
    let before = isRise ? beforeRise : beforeFall
    evidence.direction = isRise ? 1 : -1
    evidence.since = isRise ? riseSince : fallSince
    evidence.count = count - before.count
    evidence.meanBefore = before.mean
    let rest = mean * Double(count) - before.mean * Double(before.count)
    evidence.meanAfter = evidence.count > 0 ? rest / Double(evidence.count) : mean
    mustReset = true
  }
}
