/// How much the keyed windows may hold. Each set of windows with one key and one length is bounded for itself.
package struct WindowBounds: Hashable, Sendable {
  /// Keys with state at a time. A further key takes the place of one whose window has passed or, where there is none,
  /// of about the least recently seen (the least of a sample of 32).
  package var maximumKeys: Int
  /// Events kept as themselves a key; rounded up to a power of two. A busier key's oldest ones are merged into panes,
  /// which enter and leave the window as a whole: what is computed then reaches back further than the window by at most
  /// one pane.
  package var maximumEntriesPerKey: Int
  /// Room for events over all keys, counted as the room reserved for them.
  package var maximumEntries: Int
  /// Different values that `distinct` tells apart a key; more of them count as this many.
  package var maximumDistinctValues: Int

  package init(
    maximumKeys: Int = 1_000_000, maximumEntriesPerKey: Int = 4_096, maximumEntries: Int = 16_777_216,
    maximumDistinctValues: Int = 1_024
  ) {
    precondition(maximumKeys > 0 && maximumKeys < 1 << 30, "maximumKeys is from 1 to 2^30 - 1")
    precondition(maximumEntriesPerKey >= 4 && maximumEntriesPerKey <= 1 << 20, "maximumEntriesPerKey is from 4 to 2^20")
    precondition(maximumEntries >= 16, "maximumEntries is at least 16")
    precondition(
      maximumDistinctValues > 0 && maximumDistinctValues <= 1 << 20, "maximumDistinctValues is from 1 to 2^20")
    self.maximumKeys = maximumKeys
    self.maximumEntriesPerKey = maximumEntriesPerKey
    self.maximumEntries = maximumEntries
    self.maximumDistinctValues = maximumDistinctValues
  }

  /// What one key may keep of them: no key takes more than a quarter of the room for all.
  var entriesPerKey: Int { min(maximumEntriesPerKey, maximumEntries / 4) }
}
