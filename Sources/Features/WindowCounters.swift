/// What the windows had to give up, counted since the engine began.
package struct WindowCounters: Hashable, Sendable {
  /// Keys that made room although their window had not passed: their next aggregates start from nothing.
  package var evictedKeys = 0
  /// Keys that made room after their window had passed by the newest event's time.
  package var expiredKeys = 0
  /// Events older than the newest of their key by more than the lateness: computed, but not kept.
  package var lateEvents = 0
  /// Panes made by merging the oldest events of a key, or two panes.
  package var mergedPanes = 0
  /// Events given up that were kept only for late ones, because their key had too many.
  package var forgottenEntries = 0
  /// Values that `distinct` did not count because the key already had the maximum.
  package var uncountedValues = 0
  /// Events without a time: their aggregates are missing.
  package var untimedEvents = 0

  package init() {}

  static func += (left: inout WindowCounters, right: WindowCounters) {
    left.evictedKeys += right.evictedKeys
    left.expiredKeys += right.expiredKeys
    left.lateEvents += right.lateEvents
    left.mergedPanes += right.mergedPanes
    left.forgottenEntries += right.forgottenEntries
    left.uncountedValues += right.uncountedValues
    left.untimedEvents += right.untimedEvents
  }
}
