import Records

/// The mean of all values since the last detection, and where the present stretch of warnings began, from which a test that has
/// a level of warning dates the change.
struct WarningStretch: Sendable {
  /// What was known just before a value.
  fileprivate struct Moment: Sendable {
    /// The value's mark.
    var mark: Int64 = 0
    /// Values before it, and their mean.
    var count = 0
    var mean = 0.0
  }

  /// Values so far, and their mean.
  private(set) var count = 0
  private(set) var mean = 0.0
  private var newest = Moment()
  /// Before the first value of the stretch; nil while there is no warning.
  private var start: Moment?

  mutating func add(_ value: Double, at mark: Int64) {
    newest = Moment(mark: mark, count: count, mean: mean)
    count += 1
    mean += (value - mean) / Double(count)
  }

  /// Says whether the newest value is one of warning: a stretch goes on for as long as each is.
  mutating func note(isWarning: Bool) { start = isWarning ? start ?? newest : nil }

  /// Fills in what the stretch tells of a rise that is detected at its end.
  func complete(_ evidence: inout StreamEvidence) {
    let start = start ?? newest
    evidence.direction = 1
    evidence.since = start.mark
    evidence.count = count - start.count
    evidence.meanBefore = start.count > 0 ? start.mean : nil
    evidence.meanAfter = (mean * Double(count) - start.mean * Double(start.count)) / Double(max(1, evidence.count))
  }
}

extension WarningStretch {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&count)
    try coder.code(&mean)
    try newest.code(with: &coder)
    try coder.code(&start, filler: Moment()) { moment, coder throws(StateProblem) in try moment.code(with: &coder) }
  }
}

extension WarningStretch.Moment {
  fileprivate mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&mark)
    try coder.code(&count)
    try coder.code(&mean)
  }
}
