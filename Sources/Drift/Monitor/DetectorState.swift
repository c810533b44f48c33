/// Where a detector stands with one of its subjects: for a live view.
package struct DetectorState: Hashable, Sendable {
  package var detector: String
  package var test: DriftTest
  /// A feature's name, `score`, `error`.
  package var subject: String
  /// The slice whose rows alone it looks at: `country=CH`; nil for all rows.
  package var slice: String?
  /// Of the last window tested, or the last detection; nil before there is one.
  package var statistic: Double?
  package var threshold: Double?
  package var pValue: Double?
  package var isFiring: Bool
  /// Rows in the open window; updates since the start, of a streaming test.
  package var observations: Int
  /// Why the detector does not look at the subject now; nil while it does.
  package var idleReason: String?
}
