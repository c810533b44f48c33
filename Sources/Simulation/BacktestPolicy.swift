import Drift
import Pipeline

/// When a backtest trains again: what is compared side by side.
package enum BacktestPolicy: Hashable, Sendable, CustomStringConvertible {
  /// The first model answers to the end.
  case never
  /// Whenever so many examples have come since the last training, without regard to drift.
  case every(examples: Int)
  /// The pipeline file's own triggers, cool-down and budget.
  case triggers

  /// - Parameter text: `never`, `every:2000` or `triggers`.
  package init?(_ text: String) {
    switch text {
    case "never": self = .never
    case "triggers": self = .triggers
    default:
      guard text.hasPrefix("every:"), let count = Int(text.dropFirst("every:".count)), count > 0 else { return nil }
      self = .every(examples: count)
    }
  }

  package var description: String {
    switch self {
    case .never: "never"
    case .every(let count): "every:\(count)"
    case .triggers: "triggers"
    }
  }

  /// The pipeline as it would be run under the policy. Its detectors stay as they are, so that alerts can be compared.
  ///
  /// Nobody approves models in a backtest: with `strategy: manual` what the gate accepts goes live too.
  func applied(to definition: PipelineDefinition, labelWait: Duration) -> PipelineDefinition {
    let labels = definition.labels
    return PipelineDefinition(
      name: definition.name, events: definition.events,
      labels: LabelSettings(
        idField: labels.idField, valueField: labels.valueField, timeField: labels.timeField, task: labels.task,
        wait: max(labels.wait, labelWait), absentMeans: labels.absentMeans, classes: labels.classes),
      features: definition.features, featureOptions: definition.featureOptions, model: definition.model,
      training: definition.training, gate: definition.gate, drift: definition.drift,
      triggers: triggers(definition), retraining: retraining(definition),
      deployment: DeploymentSettings(strategy: .immediate))
  }

  private func triggers(_ definition: PipelineDefinition) -> [TriggerSettings] {
    switch self {
    case .never: []
    case .every(let count):
      [TriggerSettings(name: description, condition: .after(examples: count), action: .retrain)]
    case .triggers: definition.triggers
    }
  }

  private func retraining(_ definition: PipelineDefinition) -> RetrainingSettings {
    if case .triggers = self { return definition.retraining }
    return RetrainingSettings(cooldown: .zero)
  }
}
