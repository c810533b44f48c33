/// Aggregates that share one keyed window and its storage.
struct WindowGroup: Sendable {
  /// What makes two aggregates share.
  struct Identity: Hashable, Sendable {
    /// The key's fields, as columns of the schema; empty for one window over all events.
    var key: [Int]
    var extent: WindowExtent
    /// How many windows its arguments have been through: a window over another's result is never shared with it.
    var depth: Int
  }

  var identity: Identity
  /// The values that the window keeps of each event.
  var lanes: [Int] = []
}
