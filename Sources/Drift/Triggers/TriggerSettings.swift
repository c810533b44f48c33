/// One trigger of a pipeline file: a condition and what to do when it holds.
package struct TriggerSettings: Hashable, Sendable {
  package enum Condition: Hashable, Sendable {
    /// A detector began to fire, and has been firing for `times` windows in a row (1: at once).
    case detector(String, times: Int)
    /// Several detectors have found drift at about the same time.
    case combination(DetectorCombination)
    /// So much time has passed since the last training.
    case every(Duration)
    /// So many new examples since the last training.
    case after(examples: Int)
  }

  package enum Action: String, CaseIterable, Sendable { case retrain, alert }

  package var name: String
  package var condition: Condition
  package var action: Action

  package init(name: String, condition: Condition, action: Action) {
    self.name = name
    self.condition = condition
    self.action = action
  }
}

/// The `retraining:` part of a pipeline file: how often triggers may set off a training.
package struct RetrainingSettings: Hashable, Sendable {
  /// No second training sooner than this after the last one was asked for.
  package var cooldown: Duration
  /// At most so many trainings in `budgetPeriod`; nil for no budget.
  package var budget: Int?
  package var budgetPeriod: Duration

  package init(cooldown: Duration = .seconds(600), budget: Int? = nil, budgetPeriod: Duration = .seconds(86_400)) {
    self.cooldown = cooldown
    self.budget = budget
    self.budgetPeriod = budgetPeriod
  }
}
