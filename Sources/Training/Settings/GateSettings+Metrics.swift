import Records

extension GateSettings.Metric {
  /// Whether a larger figure is a better one.
  package var isBetterWhenLarger: Bool {
    switch self {
    case .accuracy, .auc, .kappa, .f1, .r2: true
    case .logloss, .brier, .mae, .rmse: false
    }
  }

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
