import Drift
import Pipeline
import Records

/// What the monitor knows of how the pipeline is doing.
package struct MonitorStatus: Sendable {
  package var counters = Monitor.Counters()
  package var performance: [ModelVersion: Performance] = [:]
  package var detectors: [DetectorState] = []
}
