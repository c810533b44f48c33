import Features

/// The `feature_options:` part of a pipeline file: what all windows of the features share.
package struct FeatureSettings: Hashable, Sendable {
  /// How much older than the newest event an event may be and still count in its windows.
  package let lateness: Duration
  /// How much the windows may hold.
  package let bounds: WindowBounds

  package init(lateness: Duration = .zero, bounds: WindowBounds = WindowBounds()) {
    self.lateness = lateness
    self.bounds = bounds
  }
}
