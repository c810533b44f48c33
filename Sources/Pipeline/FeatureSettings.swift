/// The `feature_options:` part of a pipeline file: what all windows of the features share.
package struct FeatureSettings: Hashable, Sendable {
  /// How much older than the newest an event may be and still count in its windows.
  package let lateness: Duration
  /// Windows are kept for at most so many keys; past it, the key unused for longest is forgotten and counted.
  package let maximumKeys: Int

  package init(lateness: Duration = .zero, maximumKeys: Int = 1_000_000) {
    self.lateness = lateness
    self.maximumKeys = maximumKeys
  }
}
