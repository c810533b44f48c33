/// What is known of a model version: the record `model/<version>` of the models topic.
package struct ModelCard: Hashable, Sendable, Codable {
  /// The gate's judgement, with its evidence.
  package struct Verdict: Hashable, Sendable, Codable {
    /// One thing that the gate looked at.
    package struct Check: Hashable, Sendable, Codable {
      /// What was looked at, such as `gain`, `latency` or `slice country = CH`.
      package var name: String
      package var passed: Bool
      /// What was found; nil where there is no figure.
      package var figure: Double?
      /// What the figure was held against.
      package var threshold: Double?
      /// A sentence for a person.
      package var finding: String

      package init(
        _ name: String, passed: Bool, figure: Double? = nil, threshold: Double? = nil, finding: String
      ) {
        self.name = name
        self.passed = passed
        self.figure = figure.flatMap { $0.isFinite ? $0 : nil }
        self.threshold = threshold
        self.finding = finding
      }
    }

    package var accepted: Bool
    package var metric: String
    /// The candidate's metric on the holdout.
    package var candidate: Double?
    /// The live model's metric on the same holdout; nil where there was none to beat.
    package var live: Double?
    /// By how much the candidate had to be better.
    package var margin: Double
    package var reason: String
    /// Everything that was looked at, in that order.
    package var checks: [Check]

    package init(
      accepted: Bool, metric: String, candidate: Double?, live: Double?, margin: Double, reason: String,
      checks: [Check] = []
    ) {
      self.accepted = accepted
      self.metric = metric
      self.candidate = candidate
      self.live = live
      self.margin = margin
      self.reason = reason
      self.checks = checks
    }

    /// Checks of whether an artifact can serve at all; one that fails is a fault and no matter of degree.
    package static let mechanicalChecks: Set<String> = ["artifact", "layout", "finite", "agreement", "latency"]

    /// Whether the artifact passed the mechanical checks.
    package var canServe: Bool { checks.allSatisfy { $0.passed || !Self.mechanicalChecks.contains($0.name) } }

    /// Cards of before the evidence was kept have no checks.
    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      accepted = try values.decode(Bool.self, forKey: .accepted)
      metric = try values.decode(String.self, forKey: .metric)
      candidate = try values.decodeIfPresent(Double.self, forKey: .candidate)
      live = try values.decodeIfPresent(Double.self, forKey: .live)
      margin = try values.decode(Double.self, forKey: .margin)
      reason = try values.decode(String.self, forKey: .reason)
      checks = try values.decodeIfPresent([Check].self, forKey: .checks) ?? []
    }

    package enum CodingKeys: String, CodingKey { case accepted, metric, candidate, live, margin, reason, checks }
  }

  /// A place in the order of examples: event time, partition, offset.
  package struct Place: Hashable, Sendable, Codable {
    package var time: Timestamp
    package var partition: Int32
    package var offset: Int64

    package init(time: Timestamp, partition: Int32, offset: Int64) {
      self.time = time
      self.partition = partition
      self.offset = offset
    }
  }

  /// Where the model comes from.
  package struct Lineage: Hashable, Sendable, Codable {
    /// The trigger of a version that was trained elsewhere.
    package static let importTrigger = "import"

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
    /// The last example that it learned from: it has seen none behind it. nil of a model that was trained elsewhere.
    package var learnedThrough: Place?

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
      case learnedThrough = "learned_through"
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
