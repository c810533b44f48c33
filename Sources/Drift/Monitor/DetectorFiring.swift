import Records

/// A detector began to fire, or has been firing for another window: what triggers count by.
package struct DetectorFiring: Hashable, Sendable {
  package var detector: String
  /// For how many windows in a row some subject of the detector has been firing; 1 when the first episode opens.
  package var windows: Int
  /// The newest figures of the strongest episode that is open.
  package var alert: Alert
  /// Values seen of the present concept, where the test can tell when that began; 0 elsewhere.
  package var conceptCount: Int
}
