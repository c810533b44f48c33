/// A detector of the file with all the subjects it watches.
struct Detector: Sendable {
  let settings: DetectorSettings
  let values: ParameterValues
  /// What each group watches.
  let subjects: [(subject: DriftSubject, source: SubjectSource)]
  var watches: [Watch] = []
  var groups: [WatchGroup] = []
  /// The slice tables it follows, and the group of each slot that has had rows.
  var tables: [Int] = []
  var groupOfSlice: [SlicePlace: Int] = [:]
  /// For how many windows some group has had an open episode.
  var firingWindows = 0
  /// Whether the first of those episodes opened in the window that is open, which counts as the first one.
  var openedInWindow = false

  /// The rows whose windows it goes by.
  let rowKind: RowKind
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
  /// The p-value up to which subjects of the newest window counted as drifting.
  var level: Double

  init(_ settings: DetectorSettings, subjects: [(subject: DriftSubject, source: SubjectSource)]) {
    self.settings = settings
    self.subjects = subjects
    values = ParameterValues(test: settings.test, given: settings.parameters)
    rowKind = settings.subject.rowKind
    resolveAfter = Int(values["resolve_after"])
    renotify = Int(values["renotify"])
    let isStreaming = settings.test.isStreaming
    alpha = isStreaming ? 0 : values.optional("false_alarm_every").map { 1 / $0 } ?? values["alpha"]
    correction = isStreaming ? 0 : Int(values["correction"])
    minimumCount = Int(values.optional("min_count") ?? 0)
    consecutive = isStreaming ? 1 : Int(values["consecutive"])
    level = alpha
  }
}
