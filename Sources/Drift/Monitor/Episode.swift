import Records

/// A stretch in which a detector finds drift in one subject: opened and closed by alerts of one id.
struct Episode: Sendable {
  /// The newest alert of it: its figures, and the id.
  var alert: Alert
  /// Windows since the last alert of it was sent.
  var windowsSinceNotice = 0
}
