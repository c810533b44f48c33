/// What is known of a model version: the record `model/<version>` of the models topic.
package struct ModelCard: Hashable, Sendable, Codable {
  /// The gate's judgement, with its evidence.
  package struct Verdict: Hashable, Sendable, Codable {
    package var accepted: Bool
    package var metric: String
    /// The candidate's metric on the holdout.
    package var candidate: Double?
    /// The live model's metric on the same holdout; nil where there was none to beat.
    package var live: Double?
    /// By how much the candidate had to be better.
    package var margin: Double
    package var reason: String

    package init(
      accepted: Bool, metric: String, candidate: Double?, live: Double?, margin: Double, reason: String
    ) {
      self.accepted = accepted
      self.metric = metric
      self.candidate = candidate
      self.live = live
      self.margin = margin
      self.reason = reason
    }
  }

  /// Where the model comes from.
  package struct Lineage: Hashable, Sendable, Codable {
    /// The version that was live when it was trained.
    package var parent: ModelVersion
    package var commandID: String
    package var trigger: String
    package var alertID: String?
    package var examples: Command.Examples
    /// SHA-256 (hex) of the canonical pipeline file.
    package var configurationDigest: String
    package var seed: UInt64
    package var trainingRows: Int
    package var holdoutRows: Int

    package init(
      parent: ModelVersion, commandID: String, trigger: String, alertID: String?, examples: Command.Examples,
      configurationDigest: String, seed: UInt64, trainingRows: Int, holdoutRows: Int
    ) {
      self.parent = parent
      self.commandID = commandID
      self.trigger = trigger
      self.alertID = alertID
      self.examples = examples
      self.configurationDigest = configurationDigest
      self.seed = seed
      self.trainingRows = trainingRows
      self.holdoutRows = holdoutRows
    }

    package enum CodingKeys: String, CodingKey {
      case parent
      case commandID = "command_id"
      case trigger
      case alertID = "alert_id"
      case examples
      case configurationDigest = "configuration_digest"
      case seed
      case trainingRows = "training_rows"
      case holdoutRows = "holdout_rows"
    }
  }

  package var pipeline: String
  package var version: ModelVersion
  package var algorithm: String
  package var task: LearningTask
  /// SHA-256 (hex) of the artifact.
  package var digest: String
  package var byteCount: Int
  /// Records `model/<version>/0` to `model/<version>/<partCount - 1>` hold the artifact.
  package var partCount: Int
  /// The feature layout's hash, in hex.
  package var layout: String
  package var lineage: Lineage
  /// The candidate's metrics on the holdout.
  package var metrics: [String: Double]
  /// The live model's metrics on the same holdout.
  package var liveMetrics: [String: Double]
  package var verdict: Verdict
  package var trainingSeconds: Double
  package var created: Timestamp

  package init(
    pipeline: String, version: ModelVersion, algorithm: String, task: LearningTask, digest: String, byteCount: Int,
    partCount: Int, layout: String, lineage: Lineage, metrics: [String: Double], liveMetrics: [String: Double],
    verdict: Verdict, trainingSeconds: Double, created: Timestamp
  ) {
    self.pipeline = pipeline
    self.version = version
    self.algorithm = algorithm
    self.task = task
    self.digest = digest
    self.byteCount = byteCount
    self.partCount = partCount
    self.layout = layout
    self.lineage = lineage
    self.metrics = metrics
    self.liveMetrics = liveMetrics
    self.verdict = verdict
    self.trainingSeconds = trainingSeconds
    self.created = created
  }

  package enum CodingKeys: String, CodingKey {
    case pipeline, version, algorithm, task, digest
    case byteCount = "bytes"
    case partCount = "parts"
    case layout, lineage, metrics
    case liveMetrics = "live_metrics"
    case verdict
    case trainingSeconds = "training_seconds"
    case created
  }
}
