/// One detector on one subject.
struct Watch: Sendable {
  let subject: String
  let source: SubjectSource
  /// Of a window test with a reference: the shared window, and the test on it.
  var window: Int?
  var test: WindowTest?
  /// Of a streaming test.
  var stream: StreamDetector?
  /// Why the subject is not looked at; nil while it is.
  var idleReason: String?

  var episode: Episode?
  var driftingWindows = 0
  var quietWindows = 0
  /// Detections of a streaming test in the open window.
  var detections = 0
  /// The newest figures, of drift or not.
  var statistic: Double?
  var threshold: Double?
  var pValue: Double?
  /// When the last episode opened, and how many opened at that same moment: two of them must not share an id.
  var lastOpened: Int64?
  var openedThen = 0

  init(subject: String, source: SubjectSource) {
    self.subject = subject
    self.source = source
  }
}
