/// What is computed over a window. The window includes the event itself; missing values are skipped.
enum Aggregate: String, CaseIterable, Hashable, Sendable {
  /// Without an argument the events, with one those where it is not missing.
  case count
  case sum
  case mean
  case min
  case max
  /// The sample standard deviation (n − 1), as in SQL's STDDEV and pandas; missing under two values.
  case std
  /// The number of different values.
  case distinct
  /// The oldest value.
  case first
  /// The newest value, the event's own if it has one.
  case last
  /// The newest value before the event's own.
  case previous
  /// 1 where the event's value differs from `previous`, else 0.
  case changed
  /// Seconds between the event and the one before it.
  case secondsSincePrevious = "seconds_since_previous"

  /// Other names that mean the same.
  static let synonyms = ["lag": Aggregate.previous]

  init?(name: String) {
    guard let aggregate = Aggregate(rawValue: name) ?? Self.synonyms[name] else { return nil }
    self = aggregate
  }

  var argumentCounts: ClosedRange<Int> {
    switch self {
    case .count: 0...1
    case .secondsSincePrevious: 0...0
    default: 1...1
    }
  }

  /// Whether the argument may be a text as well as a number.
  var takesText: Bool {
    switch self {
    case .count, .distinct, .changed: true
    default: false
    }
  }
}
