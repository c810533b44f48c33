import Records

extension GateSettings.Metric {
  /// Whether a larger figure is a better one.
  package var isBetterWhenLarger: Bool {
    switch self {
    case .accuracy, .auc, .kappa, .f1, .r2: true
    case .logloss, .brier, .mae, .rmse: false
    }
  }

  /// By how much one figure is better than another; negative where it is worse.
  package func gain(of figure: Double, over other: Double) -> Double {
    isBetterWhenLarger ? figure - other : other - figure
  }

  /// Whether the figure is a loss or an error, whose size depends on the data: how much worse is then a share of it.
  var isLoss: Bool { !isBetterWhenLarger }

  /// The metrics that judge a task, the usual one first.
  package static func defined(for task: LearningTask) -> [Self] {
    switch task {
    case .binary: [.logloss, .accuracy, .auc, .kappa, .f1, .brier]
    case .multiclass: [.logloss, .accuracy, .kappa]
    case .regression: [.rmse, .mae, .r2]
    }
  }

  /// What a gate that names no metric judges by.
  package static func usual(for task: LearningTask) -> Self { defined(for: task)[0] }
}
