import Records

extension DriftMonitor {
  /// A holdout larger than this says no more: it would only make the detectors slow to let go of it.
  private static let longestWarming = 2_000

  /// Shows the streaming tests on the error what the live model's error was on its holdout, as many rows as it had.
  ///
  /// Without it, a model that is bad from its first answer (trained on a concept that ended meanwhile) would be taken for
  /// one that has always been so, and no rise would be seen. Rights and wrongs are spread evenly at the holdout's rate.
  mutating func warmErrorDetectors() {
    guard task != .regression, case .numeric(let errors) = reference?[.error], errors.count > 0 else { return }
    let last = errors.knots.count - 1
    let wrong = errors.knots[last] > 0.5 ? errors.count - errors.rowsBelow[last] : 0
    let rate = Double(wrong) / Double(errors.count)
    let count = min(errors.count, Self.longestWarming)
    for index in detectors.indices where detectors[index].settings.subject == .error {
      for watch in detectors[index].watches.indices where detectors[index].watches[watch].stream != nil {
        detectors[index].watches[watch].stream!.warm(rate: rate, count: count, at: now)
      }
    }
  }
}
