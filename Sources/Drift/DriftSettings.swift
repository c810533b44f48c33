/// The `drift:` part of a pipeline file.
package struct DriftSettings: Hashable, Sendable {
  /// How much of the stream one comparison covers.
  package enum Window: Hashable, Sendable {
    case events(Int)
    case time(Duration)
  }

  package var window: Window
  package var detectors: [DetectorSettings]

  package init(window: Window = .events(5_000), detectors: [DetectorSettings] = []) {
    self.window = window
    self.detectors = detectors
  }
}
