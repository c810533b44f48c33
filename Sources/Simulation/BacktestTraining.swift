import Records

/// One training of a backtest.
package struct BacktestTraining: Hashable, Sendable {
  /// Events seen before it.
  package var row: Int
  package var version: ModelVersion
  package var trigger: String
  package var isAccepted: Bool
  package var reason: String
  /// Examples that the candidate learned from, and that judged it.
  package var trainingRows: Int
  package var holdoutRows: Int
  /// The algorithm that won, where there was a choice.
  package var algorithm: String
}
