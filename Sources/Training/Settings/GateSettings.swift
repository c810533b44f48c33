/// The `gate:` part of a pipeline file: what a candidate must reach to go live.
package struct GateSettings: Hashable, Sendable, Codable {
  package enum Metric: String, CaseIterable, Sendable, Codable {
    case logloss, accuracy, auc, kappa, f1, brier, mae, rmse, r2
  }

  /// What must not become worse, however good the whole is.
  package struct Guards: Hashable, Sendable, Codable {
    /// Features whose values are looked at one by one: each value of a category, the quarters of a number.
    package var slices: [String]
    /// How much worse than the live model's the metric of a slice may be: a share of the live model's figure for a loss
    /// or an error, a difference for what has 1 as its best.
    package var noWorseBy: Double
    /// A slice of fewer rows is not judged.
    package var minimumCount: Int

    package init(slices: [String], noWorseBy: Double = 0.02, minimumCount: Int = 100) {
      self.slices = slices
      self.noWorseBy = noWorseBy
      self.minimumCount = minimumCount
    }
  }

  package var metric: Metric
  /// How much better than the live model on the same rows, in the metric's own unit and in its better direction.
  package var beatLiveBy: Double
  /// How sure a paired test must be that the candidate is better by that much; at ½ the figures alone decide.
  package var confidence: Double
  package var guards: Guards?
  /// The longest that answering one event may take.
  package var latency: Duration

  package static let defaultConfidence = 0.9
  package static let defaultLatency = Duration.milliseconds(5)

  package init(
    metric: Metric, beatLiveBy: Double = 0, confidence: Double = GateSettings.defaultConfidence, guards: Guards? = nil,
    latency: Duration = GateSettings.defaultLatency
  ) {
    self.metric = metric
    self.beatLiveBy = beatLiveBy
    self.confidence = confidence
    self.guards = guards
    self.latency = latency
  }
}
