import Pipeline
import Records

/// Where a pipeline stands in a running service: what `freshet status` shows, written to the registry each second.
package struct PipelineStatus: Hashable, Sendable, Codable {
  package struct Detector: Hashable, Sendable, Codable {
    package var detector: String
    package var test: String
    package var on: String
    package var statistic: Double?
    package var threshold: Double?
    package var firing: Bool
  }

  package var task: LearningTask
  package var live: ModelVersion
  package var predictions: Int
  package var scorerDeadletters: Int
  package var monitor: Monitor.Counters
  /// Over all models, by the examples made since the service started.
  package var performance: Performance
  package var performanceByModel: [String: Performance]
  package var detectors: [Detector]
  /// By role; of those alone that are refilling their state.
  package var restoring: [String: RestoreStatus]?

  package init(of runtime: PipelineRuntime) {
    let scoring = runtime.scoring.current
    let monitoring = runtime.monitoring.current
    let serving = runtime.serving.current
    task = runtime.definition.current.labels.task
    live = serving.model.version
    let roles = runtime.restoring.current
    restoring = roles.isEmpty ? nil : Dictionary(uniqueKeysWithValues: roles.map { ($0.key.rawValue, $0.value) })
    predictions = scoring.predictionCount
    scorerDeadletters = scoring.deadLetterCount
    monitor = monitoring.counters
    var total = Performance()
    for part in monitoring.performance.values { total += part }
    performance = total
    performanceByModel = Dictionary(
      uniqueKeysWithValues: monitoring.performance.map { ($0.key.description, $0.value) })
    detectors = monitoring.detectors.map {
      Detector(
        detector: $0.detector, test: $0.test.rawValue, on: $0.subject, statistic: $0.statistic.finite,
        threshold: $0.threshold.finite, firing: $0.isFiring)
    }
  }

  package enum CodingKeys: String, CodingKey {
    case task, live, predictions
    case scorerDeadletters = "scorer_deadletters"
    case monitor, performance
    case performanceByModel = "performance_by_model"
    case detectors, restoring
  }
}

extension Optional<Double> {
  /// nil for what JSON cannot say.
  var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
