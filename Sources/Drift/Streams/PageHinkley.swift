import Records

/// The test of Page and Hinkley: the cumulated deviation from the mean so far, two-sided; starts anew after a detection.
///
/// Page, "Continuous Inspection Schemes", 1954; with a forgetting factor, as River's `PageHinkley`. Where a time between two false
/// alarms is asked for, nothing is forgotten, and the threshold follows the variance of the values.
struct PageHinkley: StreamingTest {
  /// Values from one look at their variance to the next.
  private static let clock = 32

  let minimumCount: Int
  let delta: Double
  let threshold: Double
  let forgetting: Double
  /// Values between two false alarms on average; nil where the threshold is given.
  let falseAlarmEvery: Double?

  private var count = 0
  private var mean = 0.0
  /// Σ (value − mean)² so far.
  private var squaredDeviations = 0.0
  /// The threshold in force.
  private var limit: Double
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

  init(
    minimumCount: Int, delta: Double, threshold: Double, forgetting: Double, falseAlarmEvery: Double? = nil
  ) {
    self.minimumCount = minimumCount
    self.delta = delta
    self.threshold = threshold
    self.forgetting = falseAlarmEvery == nil ? forgetting : 1
    self.falseAlarmEvery = falseAlarmEvery
    limit = falseAlarmEvery == nil ? threshold : .infinity
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset {
      self = PageHinkley(
        minimumCount: minimumCount, delta: delta, threshold: threshold, forgetting: forgetting,
        falseAlarmEvery: falseAlarmEvery)
    }
    if riseSince == nil { riseSince = mark }
    if fallSince == nil { fallSince = mark }
    count += 1
    let surprise = value - mean
    mean += surprise / Double(count)
    let deviation = value - mean
    squaredDeviations += surprise * deviation
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
    if let falseAlarmEvery, count % Self.clock == 0 {
      // One deviation more, as large as can be: no spread so far is no promise.
      let variance = (squaredDeviations + 1) / Double(count)
      limit = Self.threshold(falseAlarmEvery: falseAlarmEvery, delta: delta, variance: variance)
    }
    let (up, down) = (rise - leastRise, greatestFall - fall)
    evidence.statistic = max(up, down)
    evidence.threshold = limit
    guard max(up, down) > limit else { return false }
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

extension PageHinkley {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&count)
    try coder.code(&mean)
    try coder.code(&squaredDeviations)
    try coder.code(&limit)
    try coder.code(&rise)
    try coder.code(&fall)
    try coder.code(&leastRise)
    try coder.code(&greatestFall)
    try coder.code(&beforeRise.mean)
    try coder.code(&beforeRise.count)
    try coder.code(&beforeFall.mean)
    try coder.code(&beforeFall.count)
    try coder.code(&riseSince)
    try coder.code(&fallSince)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
  }
}
