import Records

/// One detector on one subject, in all rows or in those of a slice.
struct Watch: Sendable {
  /// As in alerts: a feature's name, `score`, `missing-rate of amount`.
  let subject: String
  /// The feature that the subject is about.
  let feature: String?
  let source: SubjectSource
  /// Of a window test: the shared window, and the test, once there is a reference.
  var window: Int?
  var test: WindowTest?
  /// Of a streaming test.
  var stream: StreamDetector?
  /// Why the subject is not looked at; nil while it is.
  var idleReason: String?

  /// Whether the subject has drifted, and has not been quiet for long enough since.
  var hasMoved = false
  var driftingWindows = 0
  var quietWindows = 0
  /// The first of the drifting windows.
  var firstWindow: Alert.Window?
  /// Detections of a streaming test in the open window.
  var detections = 0
  /// The newest outcome of a window test, of drift or not.
  var outcome: WindowOutcome?
  /// The newest figures, of drift or not.
  var statistic: Double?
  var threshold: Double?
  var pValue: Double?

  init(subject: DriftSubject, source: SubjectSource) {
    self.subject = subject.text
    feature = subject.featureName
    self.source = source
  }

  /// By how much the effect exceeds its threshold, in thresholds.
  var strength: Double {
    let (value, least) = outcome.map { ($0.effect, $0.threshold) } ?? (statistic ?? 0, threshold ?? 0)
    return least > 0 ? value / least : value
  }
}
