import Kafka
import Pipeline
import Records
import Registry

/// Where a pipeline stands, put together from the registry and the topics: `freshet status`.
package struct PipelineReport: Encodable, Sendable {
  package var pipeline: String
  package var live: Int
  package var events: Int64
  package var predictions: Int64
  package var labels: Int64
  package var examples: Int64
  package var deadletters: Int64
  /// Over all examples; nil for a regression, and before the first.
  @OrNull package var accuracy: Double?
  package var metrics: [String: Double]
  package var metricsByModel: [String: [String: Double]]
  package var alertsFiring: [FiringAlert]
  package var retrains: Int
  /// Events that the scorer has still to answer.
  package var lag: Int64
  /// By role, how far a stage has come that is refilling its state; as of the running service's last second.
  package var restoring: [String: RestoreStatus]

  package struct FiringAlert: Encodable, Sendable {
    package var detector: String
    package var on: String
    package var slice: [String: String]?
    package var since: Timestamp
    package var message: String
  }

  package enum CodingKeys: String, CodingKey {
    case pipeline, live, events, predictions, labels, examples, deadletters, accuracy, metrics
    case metricsByModel = "metrics_by_model"
    case alertsFiring = "alerts_firing"
    case retrains, lag, restoring
  }

  package init(of definition: PipelineDefinition, settings: ServiceSettings) throws {
    let view = try RegistryView(definition: definition, settings: settings)
    let counts = try TopicCounts(of: definition, settings: settings.kafka)
    pipeline = definition.name
    events = counts[.events]
    predictions = counts[.predictions]
    labels = counts[.labels]
    examples = counts[.examples]
    deadletters = counts[.deadletter]
    live = try view.reader.liveVersion(of: definition.name).number
    retrains = try view.reader.retrainCount(of: definition.name)
    alertsFiring = try view.reader.firingAlerts(of: definition.name).map {
      FiringAlert(detector: $0.detector ?? "", on: $0.on ?? "", slice: $0.slice, since: $0.time, message: $0.message)
    }
    lag = counts.lag
    let row = view.isService ? try view.reader.status(of: definition.name) : nil
    restoring = try row?.decode(PipelineStatus.self).restoring ?? [:]
    let performance = try Self.performance(of: definition, view: view, settings: settings)
    let task = definition.labels.task
    var total = Performance()
    for part in performance.values { total += part }
    metrics = total.metrics(for: task)
    metricsByModel = performance.mapValues { $0.metrics(for: task) }
    accuracy = metrics["accuracy"]
  }

  /// By model. The running service has seen each example since it started, and the topic holds those that retention has
  /// left: whichever knows more of them is right.
  private static func performance(
    of definition: PipelineDefinition, view: RegistryView, settings: ServiceSettings
  ) throws -> [String: Performance] {
    var known: [String: Performance] = [:]
    if view.isService, let row = try view.reader.status(of: definition.name) {
      known = try row.decode(PipelineStatus.self).performanceByModel
    }
    let held = try ExamplePerformance(definition: definition, settings: settings.kafka)
    let knownCount = known.values.reduce(0) { $0 + $1.count }
    if knownCount >= held.byModel.values.reduce(0, { $0 + $1.count }) { return known }
    return Dictionary(uniqueKeysWithValues: held.byModel.map { ($0.key.description, $0.value) })
  }
}
