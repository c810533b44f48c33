/// A detector of the file with all the subjects it watches.
struct Detector: Sendable {
  let settings: DetectorSettings
  var watches: [Watch]
  /// For how many windows some watch has had an open episode.
  var firingWindows = 0
  /// Whether the first of those episodes opened in the window that is open, which counts as the first one.
  var openedInWindow = false

  /// Whether its windows are those of the predictions, rather than those of the labels.
  let comesWithPredictions: Bool
  let resolveAfter: Int
  let renotify: Int
  /// Of a window test: the share of windows without drift that may count as drifting.
  let alpha: Double
  /// Of a window test: 0 none, 1 Bonferroni, 2 Benjamini-Hochberg.
  let correction: Int
  /// Of a window test: rows below which a window is not tested.
  let minimumCount: Int
  /// Of a window test: drifting windows in a row that open an episode.
  let consecutive: Int

  init(_ settings: DetectorSettings, watches: [Watch]) {
    self.settings = settings
    self.watches = watches
    let values = ParameterValues(test: settings.test, given: settings.parameters)
    comesWithPredictions = settings.subject != .label && settings.subject != .error
    resolveAfter = Int(values["resolve_after"])
    renotify = Int(values["renotify"])
    let isStreaming = settings.test.isStreaming
    alpha = isStreaming ? 0 : values.optional("false_alarm_every").map { 1 / $0 } ?? values["alpha"]
    correction = isStreaming ? 0 : Int(values["correction"])
    minimumCount = isStreaming ? 0 : Int(values["min_count"])
    consecutive = isStreaming ? 1 : Int(values["consecutive"])
  }
}
