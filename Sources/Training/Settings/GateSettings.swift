/// The `gate:` part of a pipeline file: what a candidate must reach to go live.
package struct GateSettings: Hashable, Sendable, Codable {
  package enum Metric: String, CaseIterable, Sendable, Codable {
    case logloss, accuracy, auc, kappa, f1, brier, mae, rmse, r2
  }

  package var metric: Metric
  /// How much better than the live model on the same holdout, in the metric's own unit and in its better direction.
  package var beatLiveBy: Double

  package init(metric: Metric, beatLiveBy: Double = 0) {
    self.metric = metric
    self.beatLiveBy = beatLiveBy
  }
}
