import Glibc
import Records
import Statistics

extension DriftMonitor {
  mutating func open(_ index: Int, _ watch: Int, _ alert: Alert) {
    var alert = alert
    let time = alert.time.milliseconds
    let isSameMoment = detectors[index].watches[watch].lastOpened == time
    detectors[index].watches[watch].openedThen = isSameMoment ? detectors[index].watches[watch].openedThen + 1 : 0
    detectors[index].watches[watch].lastOpened = time
    alert.alertID = alertID(
      detector: detectors[index].settings.name, subject: detectors[index].watches[watch].subject, time: time,
      ordinal: detectors[index].watches[watch].openedThen)
    alert.state = .firing
    detectors[index].watches[watch].quietWindows = 0
    detectors[index].watches[watch].episode = Episode(alert: alert)
    alerts.append(alert)
    noteOpening(index)
  }

  mutating func update(_ index: Int, _ watch: Int, _ alert: Alert) {
    guard var episode = detectors[index].watches[watch].episode else { return }
    var alert = alert
    alert.alertID = episode.alert.alertID
    alert.state = .updated
    episode.alert = alert
    if episode.windowsSinceNotice >= detectors[index].renotify {
      episode.windowsSinceNotice = 0
      alerts.append(alert)
    }
    detectors[index].watches[watch].episode = episode
  }

  mutating func resolve(detector index: Int, watch: Int, because reason: String, _ span: Alert.Window?) {
    guard var alert = detectors[index].watches[watch].episode?.alert else { return }
    detectors[index].watches[watch].episode = nil
    alert.state = .resolved
    alert.severity = .info
    alert.time = Timestamp(milliseconds: max(now, span?.to.milliseconds ?? now))
    alert.message =
      "\(detectors[index].settings.test.rawValue) of \(detectors[index].watches[watch].subject): \(reason)"
    if let span {
      alert.window = span
      alert.statistic = detectors[index].watches[watch].statistic
      alert.threshold = detectors[index].watches[watch].threshold
      alert.pValue = detectors[index].watches[watch].pValue
    }
    alerts.append(alert)
  }

  mutating func resolve(detector index: Int, because reason: String) {
    for watch in detectors[index].watches.indices { resolve(detector: index, watch: watch, because: reason, nil) }
    detectors[index].firingWindows = 0
  }

  mutating func resolveAll(because reason: String) {
    for index in detectors.indices { resolve(detector: index, because: reason) }
  }

  /// The same in every replay: a hash of what opened the episode, where and when.
  private func alertID(detector: String, subject: String, time: Int64, ordinal: Int) -> String {
    var hash = FNV1a()
    for part in [pipeline, detector, subject, "\(model)", "\(time)", "\(ordinal)"] {
      hash.combine(part.utf8)
      hash.combine(0)
    }
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  // MARK: Alerts

  func makeAlert(
    _ index: Int, _ watch: Int, _ outcome: WindowOutcome, level: Double, _ span: Alert.Window
  ) -> Alert {
    let test = detectors[index].settings.test.rawValue
    let subject = detectors[index].watches[watch].subject
    let reference = detectors[index].settings.reference
    var alert = draft(index, watch, time: span.to)
    alert.severity = outcome.effect >= 2 * outcome.threshold ? .critical : .warning
    alert.message =
      "\(test) of \(subject) is \(Self.brief(outcome.statistic)) over \(span.count) rows "
      + "(effect above \(Self.brief(outcome.threshold)), p \(Self.brief(outcome.pValue))) against "
      + (reference == .training ? "model \(model)" : reference.text)
    alert.statistic = outcome.statistic
    alert.threshold = outcome.reportedThreshold(level: level)
    alert.pValue = outcome.pValue
    alert.window = span
    alert.reference =
      reference == .training ? Alert.Reference(model: model) : Alert.Reference(model: nil, ago: reference.text)
    alert.evidence = outcome.evidence
    alert.evidence["alpha"] = level
    if let freedom = outcome.degreesOfFreedom {
      let critical = ChiSquaredDistribution.criticalValue(level, degreesOfFreedom: freedom)
      alert.evidence["degrees_of_freedom"] = freedom
      alert.evidence["chi2_critical"] = critical
      alert.evidence["critical"] = critical * outcome.scale
    }
    return alert
  }

  func makeAlert(_ index: Int, _ watch: Int, _ evidence: StreamEvidence, at time: Int64) -> Alert {
    let subject = detectors[index].watches[watch].subject
    var alert = draft(index, watch, time: Timestamp(milliseconds: time))
    let isImprovement = detectors[index].settings.subject == .error && evidence.direction < 0
    alert.severity = isImprovement ? .info : .warning
    alert.message = "\(detectors[index].settings.test.rawValue) of \(subject): \(Self.change(evidence))"
    alert.statistic = evidence.statistic
    alert.threshold = evidence.threshold
    alert.pValue = evidence.pValue
    alert.since = evidence.since.map { Timestamp(milliseconds: $0) }
    if let since = alert.since {
      alert.window = Alert.Window(from: since, to: Timestamp(milliseconds: time), count: evidence.count)
    }
    alert.evidence["direction"] = Double(evidence.direction)
    alert.evidence["mean_before"] = evidence.meanBefore
    alert.evidence["mean_after"] = evidence.meanAfter
    return alert
  }

  private func draft(_ index: Int, _ watch: Int, time: Timestamp) -> Alert {
    var alert = Alert(
      alertID: "", pipeline: pipeline, kind: .drift, severity: .warning, state: .firing, message: "", time: time)
    alert.detector = detectors[index].settings.name
    alert.test = detectors[index].settings.test.rawValue
    alert.on = detectors[index].watches[watch].subject
    alert.model = model
    return alert
  }

  private static func change(_ evidence: StreamEvidence) -> String {
    guard let before = evidence.meanBefore, let after = evidence.meanAfter else { return "the stream changed" }
    let verb = evidence.direction > 0 ? "rose" : evidence.direction < 0 ? "fell" : "went"
    return "the mean \(verb) from \(brief(before)) to \(brief(after)) over \(evidence.count) rows"
  }

  /// A number to four significant digits.
  static func brief(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let scale = pow(10, 3 - log10(abs(value)).rounded(.down))
    return scale.isFinite ? "\((value * scale).rounded() / scale)" : "\(value)"
  }
}
