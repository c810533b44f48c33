/// The `model:` part of a pipeline file.
package struct ModelSettings: Hashable, Sendable, Codable {
  package enum Algorithm: String, CaseIterable, Sendable, Codable {
    case linear, gbdt
    /// The examples choose between both, and how far back to learn from: `ModelTournament`.
    case auto
  }

  package var algorithm: Algorithm
  /// The algorithm's own parameters by name (`trees`, `depth`, `learning_rate`, `l2`); those that are absent have the
  /// defaults that the trainer declares.
  package var parameters: [String: Double]

  package init(algorithm: Algorithm, parameters: [String: Double] = [:]) {
    self.algorithm = algorithm
    self.parameters = parameters
  }
}
