import Records

/// A stretch in which a detector finds drift in some of its subjects: opened and closed by alerts of one id.
struct Episode: Sendable {
  /// The newest alert of it: its figures, and the id.
  var alert: Alert
  /// The subject that the alerts are about: the one that had moved most when it opened.
  var watch: Int
  /// Windows since the last alert of it was sent.
  var windowsSinceNotice = 0
  /// Candidates that were trained because of it and rejected.
  var rejectionCount = 0
}
