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
