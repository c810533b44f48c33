/// The rows that a monitor is shown; each kind is cut into windows by itself.
enum RowKind: Int, CaseIterable, Sendable {
  /// Predictions of the live model.
  case predictions
  /// Examples of the live model's predictions.
  case examples
  /// Records that were answered or refused.
  case arrivals
  /// Predictions whose wait for a label is over.
  case waits
}
