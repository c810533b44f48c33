/// One record of the alerts topic: what a person or a trigger should know.
package struct Alert: Hashable, Sendable, Codable {
  package enum Kind: String, Sendable, Codable { case drift, quality, retraining, deployment, configuration }
  package enum Severity: String, Sendable, Codable { case info, warning, critical }
  package enum State: String, Sendable, Codable {
    /// An episode began.
    case firing
    /// The same episode, with newer evidence.
    case updated
    /// The episode is over.
    case resolved
    /// A single happening, such as a deployment, that does not last.
    case notice
  }

  /// The stretch of the stream that the statistic was computed on.
  package struct Window: Hashable, Sendable, Codable {
    package var from: Timestamp
    package var to: Timestamp
    package var count: Int

    package init(from: Timestamp, to: Timestamp, count: Int) {
      self.from = from
      self.to = to
      self.count = count
    }
  }

  /// What the window was compared with.
  package struct Reference: Hashable, Sendable, Codable {
    /// The model whose training distribution it is.
    package var model: ModelVersion?

    /// The window of the stream itself that it is, such as `7d ago`.
    package var ago: String?

    /// The beginning of the stream that it is, such as `first 10000`.
    package var first: String?

    package init(model: ModelVersion?, ago: String? = nil, first: String? = nil) {
      self.model = model
      self.ago = ago
      self.first = first
    }
  }

  /// A feature that moved, with its own figures.
  package struct MovedFeature: Hashable, Sendable, Codable {
    package var feature: String
    package var statistic: Double?
    package var threshold: Double?
    package var pValue: Double?

    package init(feature: String, statistic: Double?, threshold: Double?, pValue: Double?) {
      self.feature = feature
      self.statistic = statistic
      self.threshold = threshold
      self.pValue = pValue
    }

    package enum CodingKeys: String, CodingKey {
      case feature, statistic, threshold
      case pValue = "p_value"
    }
  }

  /// The share of rows in a part of a distribution, in the reference and in the window.
  ///
  /// Of numbers the part lies between a lower end (`from`: with it; `above`: without) and an upper one (`through`: with it;
  /// `below`: without), each absent where there is none. Of categories it is a `value`; `(missing)`, `(unseen)` and
  /// `(other)` are no values.
  package struct Bin: Hashable, Sendable, Codable {
    package var value: String?
    package var from: Double?
    package var above: Double?
    package var through: Double?
    package var below: Double?
    package var reference: Double
    package var current: Double

    package init(value: String? = nil, reference: Double, current: Double) {
      self.value = value
      self.reference = reference
      self.current = current
    }
  }

  /// The episode's id: firing, updates and resolution carry the same.
  package var alertID: String
  package var pipeline: String
  package var kind: Kind
  package var detector: String?
  package var test: String?
  /// The subject: a feature's name, `score`, `error`.
  package var on: String?
  /// The rows that alone were looked at: `{"country": "CH"}`; nil for all rows.
  package var slice: [String: String]?
  package var statistic: Double?
  package var threshold: Double?
  package var pValue: Double?
  package var severity: Severity
  package var state: State
  /// One sentence for a person.
  package var message: String
  package var window: Window?
  /// The first window of those that drifted in a row, of a test of windows.
  package var firstWindow: Window?
  /// Since when the present concept holds, where the detector can tell.
  package var since: Timestamp?
  package var reference: Reference?
  package var model: ModelVersion?
  /// Of a detector that looks at several features: how many have moved, and those that moved most.
  package var movedCount: Int?
  package var features: [MovedFeature]?
  /// How the window and its reference are distributed, of a test of windows.
  package var bins: [Bin]?
  /// False where no training mends what the alert tells of, or none has; nil where one may.
  package var isMendable: Bool?
  /// The triggers that this alert set off.
  package var triggers: [String]
  /// Further figures by name, such as `chi2_critical` or `direction` (+1 up, -1 down).
  package var evidence: [String: Double]
  package var time: Timestamp

  package init(
    alertID: String, pipeline: String, kind: Kind, severity: Severity, state: State, message: String, time: Timestamp
  ) {
    self.alertID = alertID
    self.pipeline = pipeline
    self.kind = kind
    self.severity = severity
    self.state = state
    self.message = message
    self.time = time
    triggers = []
    evidence = [:]
  }

  package enum CodingKeys: String, CodingKey {
    case alertID = "alert_id"
    case pipeline, kind, detector, test, on, slice, statistic, threshold
    case pValue = "p_value"
    case severity, state, message, window
    case firstWindow = "first_window"
    case since, reference, model
    case movedCount = "moved"
    case features, bins
    case isMendable = "mendable"
    case triggers, evidence, time
  }
}
