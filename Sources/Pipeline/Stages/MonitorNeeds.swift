import Drift

/// What the detectors of a pipeline file look at beyond labels and errors: gathered only where one does.
struct MonitorNeeds: Sendable {
  var residuals = false
  var losses = false
  var delays = false
  var categories = false
  var arrivals = false
  var waits = false

  init(_ settings: DriftSettings) {
    for detector in settings.detectors {
      switch detector.subject {
      case .residual: residuals = true
      case .loss: losses = true
      case .labelDelay: delays = true
      case .deadLetterRate: arrivals = true
      case .labelCoverage: waits = true
      default: break
      }
      if !detector.slices.isEmpty { categories = true }
    }
  }
}
