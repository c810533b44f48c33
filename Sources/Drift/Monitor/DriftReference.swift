import Records

/// What a window test compares a window with.
package enum DriftReference: Hashable, Sendable {
  /// What the live model was trained on.
  case training
  /// The window that began so long before: with `7d`, a weekly cycle is no drift. For windows that last a time.
  case ago(Duration)
  /// The first so many rows after the live model went live (of the stream, for a subject that is no model's), and never
  /// others.
  case first(rows: Int)
  /// The first so many whole windows: what counts are compared with.
  case firstWindows(Int)

  /// As in a pipeline file: `training`, `7d ago`, `first 10000`, `first 20 windows`.
  package var text: String {
    switch self {
    case .training: return "training"
    case .first(let rows): return "first \(rows)"
    case .firstWindows(let count): return "first \(count) windows"
    case .ago(let duration):
      let milliseconds = duration.milliseconds
      let units: [(length: Int64, name: String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")]
      let unit = units.first { milliseconds % $0.length == 0 } ?? (1, "ms")
      return "\(milliseconds / unit.length)\(unit.name) ago"
    }
  }
}
