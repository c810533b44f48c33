import Pipeline
import Records
import Simulation

/// What `freshet backtest --json` ends with. All but the seconds is the same for the same input.
struct BacktestSummary: Encodable {
  struct Policy: Encodable {
    var policy: String
    /// The pipeline's file.
    var file: String
    /// How the policy is told from the others: with its file's name where there are several.
    var name: String
    var metrics: [String: Double]
    var retrains: Int
    var deployed: Int
    var rejected: Int
    /// Trainings that came to no candidate.
    var failed: Int
    /// Drift alerts that began.
    var alerts: Int
    /// Events seen when the first of them began.
    var firstAlertsAt: [Int]
    var models: [Model]
    var seconds: Double
    var trainingSeconds: Double
  }

  struct Model: Encodable {
    var version: ModelVersion
    var row: Int
    var trigger: String
    var algorithm: String
    var accepted: Bool
    var reason: String
    var trainingRows: Int

    enum CodingKeys: String, CodingKey {
      case version, row, trigger, algorithm, accepted, reason
      case trainingRows = "training_rows"
    }
  }

  struct Baseline: Encodable {
    var name: String
    var metrics: [String: Double]
  }

  var pipeline: String
  var task: LearningTask
  var rows: Int
  var labelDelay: Int
  var examples: Int
  var deadletters: Int
  var policies: [Policy]
  var baselines: [Baseline]

  private static let alertsShown = 20

  /// - Parameter runs: of one stream, one a file; at least one.
  init(_ runs: [BacktestRun]) {
    let (run, first) = (runs[0], runs[0].backtests[0])
    pipeline = first.definition.name
    task = first.definition.labels.task
    rows = run.rowCount
    labelDelay = run.labelDelay
    examples = first.scores.count
    deadletters = first.deadLetterCount
    policies = runs.flatMap { run in
      zip(run.backtests, run.durations).map { backtest, duration in
        Self.policy(backtest, duration, file: run.file, isAlone: runs.count == 1)
      }
    }
    baselines = run.baselines.figures.map { Baseline(name: $0.name, metrics: $0.metrics) }
  }

  private static func policy(_ backtest: Backtest, _ duration: Duration, file: String, isAlone: Bool) -> Policy {
    let policy = backtest.policy.description
    return Policy(
      policy: policy, file: file, name: isAlone ? policy : "\(stem(of: file)) \(policy)",
      metrics: backtest.scores.metrics.mapValues { $0.rounded(places: 6) },
      retrains: backtest.trainings.count, deployed: backtest.deployedCount,
      rejected: backtest.trainings.count - backtest.deployedCount, failed: backtest.failures.count,
      alerts: backtest.alerts.count, firstAlertsAt: backtest.alerts.prefix(alertsShown).map(\.row),
      models: backtest.trainings.map {
        Model(
          version: $0.version, row: $0.row, trigger: $0.trigger, algorithm: $0.algorithm, accepted: $0.isAccepted,
          reason: $0.reason, trainingRows: $0.trainingRows)
      },
      seconds: (duration / .seconds(1)).rounded(places: 3),
      trainingSeconds: (backtest.trainingTime / .seconds(1)).rounded(places: 3))
  }

  /// A file's name without its folder and ending.
  private static func stem(of file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// The metrics that are shown for a task, in order.
  static func metricNames(_ task: LearningTask) -> [String] {
    task == .regression ? ["mae", "rmse", "r2"] : ["accuracy", "kappa", "auc", "logloss"]
  }

  enum CodingKeys: String, CodingKey {
    case pipeline, task, rows
    case labelDelay = "label_delay"
    case examples, deadletters, policies, baselines
  }
}

/// A key that is a metric's name.
private struct MetricKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }
  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}

extension BacktestSummary.Policy {
  private enum CodingKeys: String, CodingKey {
    case policy, file, retrains, deployed, rejected, failed, alerts
    case firstAlertsAt = "first_alerts_at"
    case models, seconds
    case trainingSeconds = "training_seconds"
  }

  /// Metrics stand beside the counts; one that the rows do not define is null.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(policy, forKey: .policy)
    try values.encode(file, forKey: .file)
    try values.encode(retrains, forKey: .retrains)
    try values.encode(deployed, forKey: .deployed)
    try values.encode(rejected, forKey: .rejected)
    try values.encode(failed, forKey: .failed)
    try values.encode(alerts, forKey: .alerts)
    try values.encode(firstAlertsAt, forKey: .firstAlertsAt)
    try values.encode(models, forKey: .models)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(trainingSeconds, forKey: .trainingSeconds)
    try encodeMetrics(metrics, to: encoder)
  }
}

extension BacktestSummary.Baseline {
  private enum CodingKeys: String, CodingKey { case name }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try encodeMetrics(metrics.mapValues { $0.rounded(places: 6) }, to: encoder)
  }
}

/// All of the task's usual metrics, so that a reader finds the same keys in every run.
private func encodeMetrics(_ metrics: [String: Double], to encoder: any Encoder) throws {
  var container = encoder.container(keyedBy: MetricKey.self)
  let isRegression = metrics["mae"] != nil
  let usual = BacktestSummary.metricNames(isRegression ? .regression : .binary)
  for name in Set(usual).union(metrics.keys).sorted() {
    try container.encode(metrics[name], forKey: MetricKey(name))
  }
}
