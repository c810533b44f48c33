import Glibc
import Records
import Statistics

extension DriftMonitor {
  /// So many of the subjects that moved are listed with their figures.
  private static let listedFeatureCount = 10
  /// So many more are named in the message.
  private static let namedFeatureCount = 3

  /// The subjects, those that moved most in front.
  func strongestFirst(_ index: Int, _ moved: [Int]) -> [Int] {
    let watches = detectors[index].watches
    return moved.sorted { (watches[$0].strength, -$0) > (watches[$1].strength, -$1) }
  }

  /// An alert of a window test, about one of the subjects that moved.
  func makeAlert(_ index: Int, _ group: Int, _ watch: Int, _ moved: [Int], _ span: Alert.Window) -> Alert {
    let detector = detectors[index]
    var alert = draft(index, group, watch, moved, time: span.to)
    alert.window = span
    alert.firstWindow = detector.watches[watch].firstWindow
    switch detector.settings.reference {
    case .training: alert.reference = Alert.Reference(model: model)
    case .ago: alert.reference = Alert.Reference(model: nil, ago: detector.settings.reference.text)
    case .first, .firstWindows:
      alert.reference = Alert.Reference(model: nil, first: detector.settings.reference.text)
    }
    guard let outcome = detector.watches[watch].outcome else { return alert }
    let level = detector.level
    alert.severity = moved.contains { detector.watches[$0].strength >= 2 } ? .critical : .warning
    alert.message = message(index, group, watch, outcome, span) + others(index, watch, moved)
    if let mending = mending(index, group) {
      alert.message += mending
      alert.isMendable = false
    }
    alert.statistic = outcome.statistic.ifFinite
    alert.threshold = outcome.reportedThreshold(level: level).ifFinite
    alert.pValue = outcome.pValue.ifFinite
    alert.evidence = outcome.evidence.filter { $0.value.isFinite }
    alert.evidence["alpha"] = level
    if let freedom = outcome.degreesOfFreedom {
      let critical = ChiSquaredDistribution.criticalValue(level, degreesOfFreedom: freedom)
      alert.evidence["degrees_of_freedom"] = freedom
      alert.evidence["chi2_critical"] = critical.ifFinite
      alert.evidence["critical"] = (critical * outcome.scale).ifFinite
    }
    return alert
  }

  private func message(
    _ index: Int, _ group: Int, _ watch: Int, _ outcome: WindowOutcome, _ span: Alert.Window
  ) -> String {
    let detector = detectors[index]
    let subject = Self.subject(detector.watches[watch], detector.groups[group].slice.map { [$0.feature: $0.value] })
    let against = detector.settings.reference == .training ? "model \(model)" : detector.settings.reference.text
    if let change = outcome.evidence["change"] {
      let share = Self.brief(abs(change) * 100)
      return "\(subject) of \(span.count) is \(share) % \(change < 0 ? "below" : "above") \(against) "
        + "(more than \(Self.brief(outcome.threshold * 100)) %, p \(Self.brief(outcome.pValue)))"
    }
    return
      "\(detector.settings.test.rawValue) of \(subject) is \(Self.brief(outcome.statistic)) over \(span.count) rows "
      + "(effect above \(Self.brief(outcome.threshold)), p \(Self.brief(outcome.pValue))) against \(against)"
  }

  /// An alert of a streaming test, about one of the subjects that moved.
  func makeAlert(
    _ index: Int, _ group: Int, _ watch: Int, _ moved: [Int], _ evidence: StreamEvidence, at time: Int64
  ) -> Alert {
    let detector = detectors[index]
    var alert = draft(index, group, watch, moved, time: Timestamp(milliseconds: time))
    let isLoss = detector.settings.subject == .error || detector.settings.subject == .loss
    let isImprovement = isLoss && evidence.direction < 0
    alert.severity = isImprovement ? .info : evidence.hasDoubled && isLoss ? .critical : .warning
    let subject = Self.subject(detector.watches[watch], alert.slice)
    alert.message =
      "\(detector.settings.test.rawValue) of \(subject): \(Self.change(evidence))" + others(index, watch, moved)
    if !isImprovement, let mending = mending(index, group) {
      alert.message += mending
      alert.isMendable = false
    }
    alert.statistic = evidence.statistic?.ifFinite
    alert.threshold = evidence.threshold?.ifFinite
    alert.pValue = evidence.pValue?.ifFinite
    alert.since = evidence.since.map { Timestamp(milliseconds: $0) }
    if let since = alert.since {
      alert.window = Alert.Window(from: since, to: Timestamp(milliseconds: time), count: evidence.count)
    }
    alert.evidence["direction"] = Double(evidence.direction)
    alert.evidence["mean_before"] = evidence.meanBefore?.ifFinite
    alert.evidence["mean_after"] = evidence.meanAfter?.ifFinite
    return alert
  }

  private func draft(_ index: Int, _ group: Int, _ watch: Int, _ moved: [Int], time: Timestamp) -> Alert {
    let detector = detectors[index]
    var alert = Alert(
      alertID: "", pipeline: pipeline, kind: .drift, severity: .warning, state: .firing, message: "", time: time)
    alert.detector = detector.settings.name
    alert.test = detector.settings.test.rawValue
    alert.on = detector.watches[watch].subject
    alert.slice = detector.groups[group].slice.map { [$0.feature: $0.value] }
    alert.model = model
    guard detector.subjects.count > 1 else { return alert }
    alert.movedCount = moved.count
    alert.features = strongestFirst(index, moved).prefix(Self.listedFeatureCount).map { place in
      let watch = detector.watches[place]
      return Alert.MovedFeature(
        feature: watch.feature ?? watch.subject, statistic: watch.statistic?.ifFinite,
        threshold: watch.threshold?.ifFinite, pValue: watch.pValue?.ifFinite)
    }
    return alert
  }

  /// What else moved, for a message.
  private func others(_ index: Int, _ watch: Int, _ moved: [Int]) -> String {
    let others = strongestFirst(index, moved).filter { $0 != watch }.map { detectors[index].watches[$0].subject }
    guard !others.isEmpty else { return "" }
    let named = others.prefix(Self.namedFeatureCount).joined(separator: ", ")
    let rest = others.count - Self.namedFeatureCount
    return "; \(others.count) more moved: \(named)" + (rest > 0 ? " and \(rest) others" : "")
  }

  static func subject(_ watch: Watch, _ slice: [String: String]?) -> String {
    guard let slice, let (feature, value) = slice.first else { return watch.subject }
    return "\(watch.subject) where \(feature) is \(value)"
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

  // MARK: Distributions

  /// How the window that ends and what it is compared with are distributed; nil for what no window is kept of.
  func bins(_ index: Int, _ watch: Int, number: Int64?) -> [Alert.Bin]? {
    guard let place = detectors[index].watches[watch].window,
      let past = windows[place].past(number: number)
    else { return nil }
    if case .numeric(let reference) = past, let window = windows[place].numbers {
      return Alert.Bin.bins(of: window, reference)
    }
    if case .categorical(let reference) = past, let window = windows[place].categories {
      return Alert.Bin.bins(of: window, reference)
    }
    return nil
  }
}

extension StreamEvidence {
  /// Whether the mean is at least twice what it was.
  fileprivate var hasDoubled: Bool {
    guard let meanBefore, let meanAfter else { return false }
    return direction > 0 && meanAfter >= 2 * meanBefore
  }
}

extension Double {
  /// nil for what JSON has no number for.
  var ifFinite: Double? { isFinite ? self : nil }
}
