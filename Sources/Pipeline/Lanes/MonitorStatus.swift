import Drift
import Records

/// What the monitor knows of how the pipeline is doing.
package struct MonitorStatus: Sendable {
  package var counters = Monitor.Counters()
  package var performance: [ModelVersion: Performance] = [:]
  package var detectors: [DetectorState] = []

  package init(
    counters: Monitor.Counters = .init(), performance: [ModelVersion: Performance] = [:],
    detectors: [DetectorState] = []
  ) {
    self.counters = counters
    self.performance = performance
    self.detectors = detectors
  }
}
