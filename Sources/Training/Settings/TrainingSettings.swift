/// The `training:` part of a pipeline file.
package struct TrainingSettings: Hashable, Sendable, Codable {
  /// At most so many of the newest examples.
  package var examples: Int
  /// The newest share of them, in 0..<1, that judges and is not trained on.
  package var holdout: Double
  /// The first model is trained once there are so many examples.
  package var firstModelAfter: Int
  /// After a drift whose beginning is known, training waits for so many examples since then, and reads only those.
  package var examplesAfterDrift: Int
  package var seed: UInt64
  /// Whether the model that goes live learns from the holdout as well, once the model without it has been judged.
  package var refitsOnHoldout: Bool

  package init(
    examples: Int = 50_000, holdout: Double = 0.2, firstModelAfter: Int = 2_000, examplesAfterDrift: Int = 2_000,
    seed: UInt64 = 1, refitsOnHoldout: Bool = false
  ) {
    self.examples = examples
    self.holdout = holdout
    self.firstModelAfter = firstModelAfter
    self.examplesAfterDrift = examplesAfterDrift
    self.seed = seed
    self.refitsOnHoldout = refitsOnHoldout
  }
}
