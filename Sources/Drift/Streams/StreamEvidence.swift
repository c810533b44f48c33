import Records

/// What a streaming test knows about a detection.
package struct StreamEvidence: Hashable, Sendable {
  package var statistic: Double?
  /// What the statistic exceeded.
  package var threshold: Double?
  package var pValue: Double?
  /// +1 for a rise, −1 for a fall, 0 where the test cannot tell.
  package var direction = 0
  package var meanBefore: Double?
  package var meanAfter: Double?
  /// The mark of the first value of the present concept, where the test can tell.
  package var since: Int64?
  /// Values in what the test takes for the present concept.
  package var count = 0

  package init() {}
}

extension StreamEvidence {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&statistic)
    try coder.code(&threshold)
    try coder.code(&pValue)
    try coder.code(&direction)
    try coder.code(&meanBefore)
    try coder.code(&meanAfter)
    try coder.code(&since)
    try coder.code(&count)
  }
}
