import Glibc
import Records
import Statistics

extension DriftMonitor {
  // MARK: Of windows

  /// - Parameter moved: the group's subjects that have drifted.
  mutating func open(_ index: Int, _ group: Int, _ moved: [Int], _ span: Alert.Window, number: Int64?) {
    let strongest = strongestFirst(index, moved)[0]
    begin(index, group, strongest, makeAlert(index, group, strongest, moved, span), number: number)
  }

  mutating func update(
    _ index: Int, _ group: Int, _ moved: [Int], _ span: Alert.Window, number: Int64?, hasJoined: Bool
  ) {
    guard let episode = detectors[index].groups[group].episode else { return }
    goOn(
      index, group, makeAlert(index, group, episode.watch, moved, span), number: number,
      mustTell: hasJoined || episode.windowsSinceNotice >= detectors[index].renotify)
  }

  // MARK: Of streams

  mutating func openStream(_ index: Int, _ group: Int, _ watch: Int, _ evidence: StreamEvidence, at time: Int64) {
    begin(index, group, watch, makeAlert(index, group, watch, [watch], evidence, at: time), number: nil)
  }

  mutating func updateStream(
    _ index: Int, _ group: Int, _ watch: Int, _ evidence: StreamEvidence, _ moved: [Int], at time: Int64,
    hasJoined: Bool
  ) {
    guard let episode = detectors[index].groups[group].episode else { return }
    // What the episode is about keeps its own figures; that another subject joined it is told all the same.
    let own = episode.watch == watch ? evidence : detectors[index].watches[episode.watch].stream?.evidence ?? evidence
    goOn(
      index, group, makeAlert(index, group, episode.watch, moved, own, at: time), number: nil,
      mustTell: hasJoined || episode.windowsSinceNotice >= detectors[index].renotify)
  }

  // MARK: Beginning and end

  private mutating func begin(_ index: Int, _ group: Int, _ watch: Int, _ alert: Alert, number: Int64?) {
    var alert = alert
    let time = alert.time.milliseconds
    let isSameMoment = detectors[index].groups[group].lastOpened == time
    detectors[index].groups[group].openedThen = isSameMoment ? detectors[index].groups[group].openedThen + 1 : 0
    detectors[index].groups[group].lastOpened = time
    alert.alertID = alertID(index, group, subject: detectors[index].watches[watch].subject, time: time)
    alert.state = .firing
    alert.bins = bins(index, watch, number: number)
    detectors[index].groups[group].episode = Episode(alert: alert, watch: watch)
    alerts.append(alert)
    noteOpening(index)
  }

  private mutating func goOn(_ index: Int, _ group: Int, _ alert: Alert, number: Int64?, mustTell: Bool) {
    guard let old = detectors[index].groups[group].episode else { return }
    var alert = alert
    alert.alertID = old.alert.alertID
    alert.state = .updated
    if mustTell {
      alert.bins = bins(index, old.watch, number: number)
      detectors[index].groups[group].episode!.windowsSinceNotice = 0
      alerts.append(alert)
    }
    detectors[index].groups[group].episode!.alert = alert
  }

  mutating func resolve(detector index: Int, group: Int, because reason: String, _ span: Alert.Window?) {
    guard let episode = detectors[index].groups[group].episode else { return }
    var alert = episode.alert
    let watch = detectors[index].watches[episode.watch]
    detectors[index].groups[group].episode = nil
    for watch in detectors[index].groups[group].watches { detectors[index].watches[watch].hasMoved = false }
    alert.state = .resolved
    alert.severity = .info
    alert.time = Timestamp(milliseconds: max(now, span?.to.milliseconds ?? now))
    alert.message = "\(detectors[index].settings.test.rawValue) of \(Self.subject(watch, alert.slice)): \(reason)"
    alert.features = nil
    alert.movedCount = nil
    alert.bins = nil
    alert.isMendable = nil
    if let span {
      alert.window = span
      alert.statistic = watch.statistic?.ifFinite
      alert.threshold = watch.threshold?.ifFinite
      alert.pValue = watch.pValue?.ifFinite
    }
    alerts.append(alert)
  }

  mutating func resolve(detector index: Int, because reason: String) {
    for group in detectors[index].groups.indices { resolve(detector: index, group: group, because: reason, nil) }
    detectors[index].firingWindows = 0
  }

  /// The same in every replay: a hash of what opened the episode, where and when.
  private func alertID(_ index: Int, _ group: Int, subject: String, time: Int64) -> String {
    var hash = FNV1a()
    let (name, slice) = (detectors[index].settings.name, detectors[index].groups[group].name)
    let ordinal = detectors[index].groups[group].openedThen
    for part in [pipeline, name, slice.isEmpty ? subject : "\(subject) \(slice)", "\(model)", "\(time)", "\(ordinal)"] {
      hash.combine(part.utf8)
      hash.combine(0)
    }
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
