/// Where a stretch of warnings that leads to a detection began, for tests that have a level of warning.
struct WarningStart: Sendable {
  /// The mark of the first value of the stretch.
  var mark: Int64
  /// Values before it, and their mean.
  var count: Int
  var mean: Double

  /// Fills in what the stretch tells of a rise that is detected at its end.
  func complete(_ evidence: inout StreamEvidence, count total: Int, mean totalMean: Double) {
    evidence.direction = 1
    evidence.since = mark
    evidence.count = total - count
    evidence.meanBefore = count > 0 ? mean : nil
    evidence.meanAfter = (totalMean * Double(total) - mean * Double(count)) / Double(max(1, total - count))
  }
}
