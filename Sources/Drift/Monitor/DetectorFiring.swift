import Records

/// A detector began to fire, or has been firing for another window: what triggers count by.
package struct DetectorFiring: Hashable, Sendable {
  package var detector: String
  /// For how many windows in a row some subject of the detector has been firing; 1 when the first episode opens.
  package var windows: Int
  /// The newest figures of the strongest episode that is open.
  package var alert: Alert
  /// How many windows of predictions had closed before: what `within` counts by.
  package var window: Int

  package init(detector: String, windows: Int, alert: Alert, window: Int) {
    self.detector = detector
    self.windows = windows
    self.alert = alert
    self.window = window
  }
}
