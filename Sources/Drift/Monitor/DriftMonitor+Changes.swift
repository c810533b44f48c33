import Records

extension DriftMonitor {
  /// Another model answers from here on: windows start anew against its own reference, streaming tests start anew, and open
  /// episodes are resolved, since what they found was found against the old one. What is the stream's and not the
  /// model's goes on.
  ///
  /// - Parameters:
  ///   - reference: nil for a model that was not trained.
  ///   - classes: the names of the class indices that predictions and labels come as.
  package mutating func rebase(
    reference: ReferenceProfile?, model: ModelVersion, classes: [String] = ["0", "1"]
  ) {
    rememberUnmended()
    for index in detectors.indices where detectors[index].settings.subject.isOfModel {
      resolve(detector: index, because: "model \(model) answers now")
    }
    self.reference = reference
    known = KnownValues(reference, layout: layout)
    self.model = model
    self.classes = classes
    for kind in [RowKind.predictions, .examples] { clocks[kind.rawValue] = WindowClock(policy: settings.window) }
    lastWindowNumber = nil
    let (old, oldWindows) = (detectors, windows)
    build()
    for index in detectors.indices where !detectors[index].settings.subject.isOfModel {
      guard let same = old.first(where: { $0.settings == detectors[index].settings }) else { continue }
      restore(index, as: same, oldWindows)
      if [.predictions, .examples].contains(same.rowKind) { emptyWindows(of: index) }
    }
    keepHistories(of: oldWindows)
    warmErrorDetectors()
  }

  /// Takes other settings while running. Detectors whose settings are the same go on where they stand; with another
  /// window, those of windows start anew.
  package mutating func reconfigure(_ settings: DriftSettings) {
    let (old, oldWindows) = (detectors, windows)
    let keepsWindows = settings.window == self.settings.window
    let kept = settings.detectors.filter { new in
      old.contains { $0.settings == new } && (keepsWindows || new.test.isStreaming)
    }
    for index in detectors.indices where !kept.contains(detectors[index].settings) {
      resolve(detector: index, because: "the detector was taken out of the configuration or changed")
    }
    self.settings = settings
    build()
    if !keepsWindows {
      clocks = clocks.map { _ in WindowClock(policy: settings.window) }
      lastWindowNumber = nil
    } else {
      for index in windows.indices {
        if let same = oldWindows.first(where: { $0.identity == windows[index].identity }) { windows[index] = same }
      }
    }
    for index in detectors.indices where kept.contains(detectors[index].settings) {
      guard let same = old.first(where: { $0.settings == detectors[index].settings }) else { continue }
      restore(index, as: same, oldWindows)
    }
  }

  /// Puts a detector back where it stood, with its windows.
  private mutating func restore(_ index: Int, as old: Detector, _ oldWindows: [SubjectWindow]) {
    detectors[index] = old
    for watch in old.watches.indices {
      guard let window = old.watches[watch].window else { continue }
      let identity = oldWindows[window].identity
      if let place = windows.firstIndex(where: { $0.identity == identity }) {
        windows[place] = oldWindows[window]
        detectors[index].watches[watch].window = place
      } else {
        detectors[index].watches[watch].window = windows.count
        windows.append(oldWindows[window])
      }
    }
  }

  private mutating func emptyWindows(of index: Int) {
    for watch in detectors[index].watches { if let window = watch.window { windows[window].removeAll() } }
  }

  /// Takes over the past of features, which is theirs whatever model answers.
  private mutating func keepHistories(of old: [SubjectWindow]) {
    for index in windows.indices where windows[index].history != nil && windows[index].source.isFeature {
      guard let same = old.first(where: { $0.identity == windows[index].identity }) else { continue }
      windows[index] = same
      windows[index].removeAll()
    }
  }

  // MARK: What no training has mended

  private mutating func rememberUnmended() {
    unmended.removeAll()
    for detector in detectors where detector.settings.subject.isOfModel {
      for group in detector.groups where group.episode != nil {
        unmended.insert(Self.key(detector, group))
      }
    }
    wentLiveAtWindow = closedWindowCount
  }

  static func key(_ detector: Detector, _ group: WatchGroup) -> String { "\(detector.settings.name)\0\(group.name)" }

  /// Notes that the gate rejected a candidate which was trained because of an episode: an alert says so while it is open.
  package mutating func noteRejection(alertID: String) {
    for index in detectors.indices {
      for group in detectors[index].groups.indices
      where detectors[index].groups[group].episode?.alert.alertID == alertID {
        detectors[index].groups[group].episode!.rejectionCount += 1
        var alert = detectors[index].groups[group].episode!.alert
        alert.state = .updated
        alert.time = Timestamp(milliseconds: max(now, alert.time.milliseconds))
        alert.message = Self.plain(alert.message) + mending(index, group)!
        alert.isMendable = false
        detectors[index].groups[group].episode!.alert = alert
        detectors[index].groups[group].episode!.windowsSinceNotice = 0
        alerts.append(alert)
      }
    }
  }

  /// A message without what was said of mending.
  private static func plain(_ message: String) -> String {
    message.firstRange(of: "; no training").map { String(message[..<$0.lowerBound]) } ?? message
  }

  /// Why a training does not mend what an episode tells of; nil where it may.
  func mending(_ index: Int, _ group: Int) -> String? {
    let detector = detectors[index]
    if !detector.settings.subject.isOfModel {
      return "; no training mends that: look at what sends events and labels"
    }
    let rejected = detector.groups[group].episode?.rejectionCount ?? 0
    if rejected > 0 {
      return "; no training has mended it: \(rejected) \(rejected == 1 ? "candidate was" : "candidates were") rejected"
    }
    // What was there before and has not been quiet for as long as would have resolved it is the same drift.
    let hasBeenQuiet = closedWindowCount - wentLiveAtWindow > detector.resolveAfter
    if !hasBeenQuiet, unmended.contains(Self.key(detector, detector.groups[group])) {
      return "; no training has mended it: it was there before model \(model) answered"
    }
    return nil
  }
}
