import Records
import Statistics

extension DriftMonitor {
  /// Judges the window that ends here, and opens the next one.
  mutating func closeWindow(withPredictions: Bool) {
    let span = withPredictions ? predictionClock.span : exampleClock.span
    for index in detectors.indices where detectors[index].comesWithPredictions == withPredictions {
      if detectors[index].settings.test.isStreaming {
        closeStreams(index, span)
      } else {
        judge(index, span, number: withPredictions ? predictionClock.number : exampleClock.number)
      }
      noteWindow(index)
    }
    for index in windows.indices where windows[index].source.comesWithPredictions == withPredictions {
      windows[index].remember(number: withPredictions ? predictionClock.number : exampleClock.number)
      windows[index].removeAll()
    }
    if withPredictions {
      predictionClock.open()
      closedWindowCount += 1
    } else {
      exampleClock.open()
    }
  }

  // MARK: Window tests

  private mutating func judge(_ index: Int, _ span: Alert.Window, number: Int64?) {
    guard span.count >= detectors[index].minimumCount else { return }
    let outcomes = detectors[index].watches.map { watch in
      watch.test.flatMap { windows[watch.window!].compare($0, number: number) }
    }
    let level = Self.level(
      outcomes.compactMap { $0?.pValue }, alpha: detectors[index].alpha, correction: detectors[index].correction)
    for watch in outcomes.indices {
      guard let outcome = outcomes[watch] else { continue }
      detectors[index].watches[watch].statistic = outcome.statistic
      detectors[index].watches[watch].threshold = outcome.reportedThreshold(level: level)
      detectors[index].watches[watch].pValue = outcome.pValue
      detectors[index].watches[watch].idleReason = nil
      let isOpen = detectors[index].watches[watch].episode != nil
      let drifts = outcome.drifts(level: level) || isOpen && outcome.lingers(level: level)
      step(index, watch, drifts: drifts, span) { monitor in
        monitor.makeAlert(index, watch, outcome, level: level, span)
      }
    }
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

  private mutating func step(
    _ index: Int, _ watch: Int, drifts: Bool, _ span: Alert.Window, alert: (DriftMonitor) -> Alert
  ) {
    if drifts {
      detectors[index].watches[watch].driftingWindows += 1
      detectors[index].watches[watch].quietWindows = 0
      if detectors[index].watches[watch].episode != nil {
        detectors[index].watches[watch].episode!.windowsSinceNotice += 1
        update(index, watch, alert(self))
      } else if detectors[index].watches[watch].driftingWindows >= detectors[index].consecutive {
        open(index, watch, alert(self))
      }
    } else {
      detectors[index].watches[watch].driftingWindows = 0
      detectors[index].watches[watch].quietWindows += 1
      closeQuiet(index, watch, span)
    }
  }

  private mutating func closeQuiet(_ index: Int, _ watch: Int, _ span: Alert.Window) {
    let quiet = detectors[index].watches[watch].quietWindows
    guard detectors[index].watches[watch].episode != nil, quiet >= detectors[index].resolveAfter else { return }
    resolve(detector: index, watch: watch, because: "quiet for \(quiet) \(quiet == 1 ? "window" : "windows")", span)
  }

  // MARK: Streaming tests

  /// Notes that the streaming test of a watch has just detected drift.
  mutating func noteDetection(_ index: Int, _ watch: Int, at time: Int64) {
    guard let evidence = detectors[index].watches[watch].stream?.evidence else { return }
    detectors[index].watches[watch].detections += 1
    detectors[index].watches[watch].statistic = evidence.statistic
    detectors[index].watches[watch].threshold = evidence.threshold
    detectors[index].watches[watch].pValue = evidence.pValue
    let alert = makeAlert(index, watch, evidence, at: time)
    if detectors[index].watches[watch].episode == nil {
      open(index, watch, alert)
    } else {
      update(index, watch, alert)
    }
  }

  private mutating func closeStreams(_ index: Int, _ span: Alert.Window) {
    for watch in detectors[index].watches.indices {
      let isQuiet = detectors[index].watches[watch].detections == 0
      detectors[index].watches[watch].detections = 0
      detectors[index].watches[watch].episode?.windowsSinceNotice += 1
      detectors[index].watches[watch].quietWindows = isQuiet ? detectors[index].watches[watch].quietWindows + 1 : 0
      if isQuiet { closeQuiet(index, watch, span) }
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
      !detectors[index].watches.contains(where: { $0.episode != nil && $0.quietWindows == 0 })
    {
      return
    }
    detectors[index].firingWindows += 1
    firings.append(
      DetectorFiring(
        detector: detectors[index].settings.name, windows: detectors[index].firingWindows, alert: strongest.alert,
        window: closedWindowCount))
  }

  private func strongestEpisode(_ index: Int) -> Episode? {
    detectors[index].watches.compactMap(\.episode).max { $0.alert.excess < $1.alert.excess }
  }

  /// Counts an opening between two windows, of a streaming test, at once.
  mutating func noteOpening(_ index: Int) {
    guard detectors[index].settings.test.isStreaming, detectors[index].firingWindows == 0,
      let strongest = strongestEpisode(index)
    else { return }
    detectors[index].firingWindows = 1
    detectors[index].openedInWindow = true
    firings.append(
      DetectorFiring(
        detector: detectors[index].settings.name, windows: 1, alert: strongest.alert,
        window: closedWindowCount))
  }
}

extension Alert {
  /// By how much the statistic exceeds its threshold, in thresholds.
  fileprivate var excess: Double {
    guard let statistic, let threshold, threshold > 0 else { return 0 }
    return statistic / threshold
  }
}
