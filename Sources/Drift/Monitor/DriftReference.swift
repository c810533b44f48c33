import Records

/// What a window test compares a window with.
package enum DriftReference: Hashable, Sendable {
  /// What the live model was trained on.
  case training
  /// The window that began so long before: with `7d`, a weekly cycle is no drift. For windows that last a time.
  case ago(Duration)

  /// As in a pipeline file: `training`, `7d ago`.
  package var text: String {
    guard case .ago(let duration) = self else { return "training" }
    let milliseconds = duration.milliseconds
    let units: [(length: Int64, name: String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")]
    let unit = units.first { milliseconds % $0.length == 0 } ?? (1, "ms")
    return "\(milliseconds / unit.length)\(unit.name) ago"
  }
}
