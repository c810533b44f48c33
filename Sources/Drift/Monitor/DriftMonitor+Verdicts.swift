import Records
import Statistics

extension DriftMonitor {
  /// So many windows without an event are judged one by one; of a longer silence only the first.
  private static let silentWindowLimit: Int64 = 100

  /// Judges the window that ends here, and opens the next one.
  mutating func closeWindow(_ kind: RowKind) {
    let span = clocks[kind.rawValue].span
    let number = clocks[kind.rawValue].number
    for index in detectors.indices where detectors[index].rowKind == kind {
      if detectors[index].settings.test.isStreaming {
        closeStreams(index, span)
      } else {
        judge(index, span, number: number)
      }
      noteWindow(index)
    }
    for index in windows.indices where windows[index].source.rowKind == kind {
      // A count of a window that may have begun before we saw it is no count to go by.
      if windows[index].eventCount == nil || lastWindowNumber != nil { windows[index].remember(number: number) }
      windows[index].removeAll()
    }
    clocks[kind.rawValue].open()
    if kind == .predictions {
      closedWindowCount += 1
      lastWindowNumber = number
    }
  }

  /// Judges the windows before the open one in which nothing came, of counts alone: other tests need rows.
  mutating func noteSilentWindows() {
    guard case .time(let length) = settings.window, let last = lastWindowNumber,
      let open = clocks[RowKind.predictions.rawValue].number, open > last + 1
    else { return }
    lastWindowNumber = open - 1
    for number in last + 1..<min(open, last + 1 + Self.silentWindowLimit) {
      let start = number * length.milliseconds
      let span = Alert.Window(
        from: Timestamp(milliseconds: start), to: Timestamp(milliseconds: start + length.milliseconds - 1), count: 0)
      for index in detectors.indices where detectors[index].settings.subject == .eventVolume {
        judge(index, span, number: number)
        noteWindow(index)
      }
      for index in windows.indices where windows[index].eventCount != nil { windows[index].remember(number: number) }
      closedWindowCount += 1
    }
  }

  // MARK: Window tests

  private mutating func judge(_ index: Int, _ span: Alert.Window, number: Int64?) {
    let outcomes = detectors[index].watches.indices.map { outcome(index, $0, number: number) }
    guard outcomes.contains(where: { $0 != nil }) else { return }
    let level = Self.level(
      outcomes.compactMap { $0?.pValue }, alpha: detectors[index].alpha, correction: detectors[index].correction)
    detectors[index].level = level
    for group in detectors[index].groups.indices {
      var hasJoined = false
      for watch in detectors[index].groups[group].watches {
        guard let outcome = outcomes[watch] else { continue }
        detectors[index].watches[watch].note(outcome, level: level)
        let drifts =
          outcome.drifts(level: level) || detectors[index].watches[watch].hasMoved && outcome.lingers(level: level)
        let watchSpan = Alert.Window(from: span.from, to: span.to, count: rowCount(index, watch))
        if detectors[index].watches[watch].step(drifts: drifts, watchSpan, detectors[index]) { hasJoined = true }
      }
      settle(index, group, hasJoined: hasJoined, span, number: number)
    }
  }

  func rowCount(_ index: Int, _ watch: Int) -> Int {
    detectors[index].watches[watch].window.map { windows[$0].rowCount } ?? 0
  }

  private mutating func outcome(_ index: Int, _ watch: Int, number: Int64?) -> WindowOutcome? {
    guard let window = detectors[index].watches[watch].window else { return nil }
    if let count = windows[window].eventCount {
      guard lastWindowNumber != nil, let usual = windows[window].usualCount(number: number) else { return nil }
      return CountComparison(count, reference: usual).outcome(threshold: detectors[index].values["min_effect"])
    }
    guard windows[window].rowCount >= detectors[index].minimumCount, let reference = windows[window].reference else {
      return nil
    }
    if detectors[index].watches[watch].test == nil {
      detectors[index].watches[watch].test = WindowTest(detectors[index].values, reference: reference)
    }
    return windows[window].compare(detectors[index].watches[watch].test!, number: number)
  }

  /// The p-value up to which a subject counts as drifting, when several are tested at once.
  ///
  /// Benjamini & Hochberg, "Controlling the False Discovery Rate", 1995: the largest p(k) ≤ k α / m, by its bound.
  static func level(_ pValues: [Double], alpha: Double, correction: Int) -> Double {
    let count = Double(max(1, pValues.count))
    switch correction {
    case 0: return alpha
    case 1: return alpha / count
    default:
      let sorted = pValues.sorted()
      let largest = sorted.indices.last { sorted[$0] <= Double($0 + 1) * alpha / count }
      return Double((largest ?? 0) + 1) * alpha / count
    }
  }

  /// Opens, goes on with or closes a group's episode, by what its subjects did in the window that ends.
  private mutating func settle(_ index: Int, _ group: Int, hasJoined: Bool, _ span: Alert.Window, number: Int64?) {
    let moved = detectors[index].groups[group].watches.filter { detectors[index].watches[$0].hasMoved }
    guard !moved.isEmpty else {
      resolveQuiet(index, group, span)
      return
    }
    let count = moved.map { rowCount(index, $0) }.max() ?? 0
    let span = Alert.Window(from: span.from, to: span.to, count: count)
    if detectors[index].groups[group].episode == nil {
      if hasJoined { open(index, group, moved, span, number: number) }
    } else if moved.contains(where: { detectors[index].watches[$0].quietWindows == 0 }) {
      detectors[index].groups[group].episode!.windowsSinceNotice += 1
      update(index, group, moved, span, number: number, hasJoined: hasJoined)
    }
  }

  private mutating func resolveQuiet(_ index: Int, _ group: Int, _ span: Alert.Window) {
    guard let episode = detectors[index].groups[group].episode else { return }
    let quiet = detectors[index].watches[episode.watch].quietWindows
    let least = detectors[index].groups[group].watches.map { detectors[index].watches[$0].quietWindows }.min() ?? quiet
    resolve(
      detector: index, group: group, because: "quiet for \(least) \(least == 1 ? "window" : "windows")", span)
  }

  // MARK: Streaming tests

  /// Notes that the streaming test of a watch has just detected drift.
  mutating func noteDetection(_ index: Int, _ group: Int, _ watch: Int, at time: Int64) {
    guard let evidence = detectors[index].watches[watch].stream?.evidence else { return }
    let hasJoined = !detectors[index].watches[watch].hasMoved
    detectors[index].watches[watch].hasMoved = true
    detectors[index].watches[watch].detections += 1
    detectors[index].watches[watch].quietWindows = 0
    detectors[index].watches[watch].statistic = evidence.statistic
    detectors[index].watches[watch].threshold = evidence.threshold
    detectors[index].watches[watch].pValue = evidence.pValue
    let moved = detectors[index].groups[group].watches.filter { detectors[index].watches[$0].hasMoved }
    if detectors[index].groups[group].episode == nil {
      openStream(index, group, watch, evidence, at: time)
    } else {
      updateStream(index, group, watch, evidence, moved, at: time, hasJoined: hasJoined)
    }
  }

  private mutating func closeStreams(_ index: Int, _ span: Alert.Window) {
    for group in detectors[index].groups.indices {
      detectors[index].groups[group].episode?.windowsSinceNotice += 1
      for watch in detectors[index].groups[group].watches {
        let isQuiet = detectors[index].watches[watch].detections == 0
        detectors[index].watches[watch].detections = 0
        detectors[index].watches[watch].quietWindows = isQuiet ? detectors[index].watches[watch].quietWindows + 1 : 0
        if detectors[index].watches[watch].quietWindows >= detectors[index].resolveAfter {
          detectors[index].watches[watch].hasMoved = false
        }
      }
      if !detectors[index].groups[group].watches.contains(where: { detectors[index].watches[$0].hasMoved }) {
        resolveQuiet(index, group, span)
      }
    }
  }

  // MARK: Firings

  /// Counts the window for the triggers on the detector.
  private mutating func noteWindow(_ index: Int) {
    defer { detectors[index].openedInWindow = false }
    guard let strongest = strongestEpisode(index) else {
      detectors[index].firingWindows = 0
      return
    }
    if detectors[index].openedInWindow { return }
    // A quiet window within an episode is not one more that drifts.
    if !detectors[index].settings.test.isStreaming,
      !detectors[index].watches.contains(where: { $0.hasMoved && $0.quietWindows == 0 })
    {
      return
    }
    detectors[index].firingWindows += 1
    noteFiring(index, strongest)
  }

  /// Counts an opening between two windows, of a streaming test, at once.
  mutating func noteOpening(_ index: Int) {
    guard detectors[index].settings.test.isStreaming, detectors[index].firingWindows == 0,
      let strongest = strongestEpisode(index)
    else { return }
    detectors[index].firingWindows = 1
    detectors[index].openedInWindow = true
    noteFiring(index, strongest)
  }

  private mutating func noteFiring(_ index: Int, _ episode: Episode) {
    firings.append(
      DetectorFiring(
        detector: detectors[index].settings.name, windows: detectors[index].firingWindows, alert: episode.alert,
        window: closedWindowCount))
  }

  private func strongestEpisode(_ index: Int) -> Episode? {
    detectors[index].groups.compactMap(\.episode).max {
      detectors[index].watches[$0.watch].strength < detectors[index].watches[$1.watch].strength
    }
  }
}

extension Watch {
  fileprivate mutating func note(_ outcome: WindowOutcome, level: Double) {
    self.outcome = outcome
    statistic = outcome.statistic
    threshold = outcome.reportedThreshold(level: level)
    pValue = outcome.pValue
    idleReason = nil
  }

  /// Counts a window of a window test, and says whether the subject has moved with it.
  fileprivate mutating func step(drifts: Bool, _ span: Alert.Window, _ detector: Detector) -> Bool {
    guard drifts else {
      driftingWindows = 0
      quietWindows += 1
      if quietWindows >= detector.resolveAfter { hasMoved = false }
      return false
    }
    if driftingWindows == 0, !hasMoved { firstWindow = span }
    driftingWindows += 1
    quietWindows = 0
    guard !hasMoved, driftingWindows >= detector.consecutive else { return false }
    hasMoved = true
    return true
  }
}
