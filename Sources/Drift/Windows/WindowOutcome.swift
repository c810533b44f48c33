import Statistics

/// What a window test says of one subject in one window, before a verdict.
package struct WindowOutcome: Hashable, Sendable {
  package var statistic: Double
  /// What `effect` must exceed, however small the p-value.
  package var threshold: Double
  /// The size of the effect: the statistic itself, or Cramér's V beside a chi-squared statistic.
  package var effect: Double
  /// The chance of such a window, or a stranger one, without drift.
  package var pValue: Double
  /// Of a test with a chi-squared bound.
  package var degreesOfFreedom: Double?
  /// What a chi-squared value is multiplied with to be on the statistic's scale.
  package var scale = 1.0
  /// Further figures by name, for the alert.
  package var evidence: [String: Double] = [:]

  init(statistic: Double, threshold: Double, pValue: Double) {
    self.statistic = statistic
    self.threshold = threshold
    self.pValue = pValue
    effect = statistic
  }

  /// What an alert gives as the statistic's threshold: the effect's, or the chi-squared bound where the statistic is not
  /// the effect.
  func reportedThreshold(level: Double) -> Double {
    guard effect != statistic, let degreesOfFreedom else { return threshold }
    return ChiSquaredDistribution.criticalValue(level, degreesOfFreedom: degreesOfFreedom) * scale
  }

  /// Whether the window drifts, for a test that may be wrong in a share `level` of the windows without drift.
  package func drifts(level: Double) -> Bool { isLarge && pValue <= level }

  /// Whether a drift that was found may well be there still: what opened an episode must be gone, and not only be smaller, to
  /// close it, or a drift near its threshold would open one after the other.
  func lingers(level: Double) -> Bool { effect > threshold / 2 && pValue <= max(level, 0.05) }

  /// Whether the effect is large enough to speak of, whatever its chance.
  package var isLarge: Bool { effect > threshold }
}
