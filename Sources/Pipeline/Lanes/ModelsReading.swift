import Records

/// A follower's reading of the models topic: what it says so far, and whether that is to be taken up.
///
/// What is served changes only at the topic's end: in the middle, a pointer may be followed by the next one.
package struct ModelsReading: Sendable {
  private var catalog = ModelCatalog()
  /// Whether there is something to take up; the end may be reported polls after the last record, and of an empty topic
  /// the end itself is news.
  private var hasNews = true

  package init() {}

  package mutating func take(_ batch: RecordBatch) {
    guard !batch.isEmpty else { return }
    catalog.apply(batch)
    hasNews = true
  }

  /// What the topic says, once for each time that its end is reached with something new before it.
  package mutating func news(hasReachedEnd: Bool) -> ModelCatalog? {
    guard hasReachedEnd, hasNews else { return nil }
    hasNews = false
    return catalog
  }
}
