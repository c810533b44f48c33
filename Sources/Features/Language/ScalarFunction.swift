/// The functions of one event. Missing in, missing out, but for `is_missing` and `coalesce`.
enum ScalarFunction: String, CaseIterable, Hashable, Sendable {
  case abs, ceil, clip, coalesce, concat, cos, dayofmonth, dayofweek, exp, expm1, floor, hour
  case `if`
  case isMissing = "is_missing"
  case log, log10, log1p, log2, max, min, minute, month, pow, round, sign, sin, sqrt, tan, tanh

  var argumentCounts: ClosedRange<Int> {
    switch self {
    case .coalesce, .concat, .max, .min: 2...64
    case .clip, .if: 3...3
    case .pow: 2...2
    default: 1...1
    }
  }

  /// How a call looks, for errors.
  var usage: String {
    switch self {
    case .clip: "clip(x, lowest, highest)"
    case .coalesce: "coalesce(x, y, …)"
    case .concat: "concat(a, b, …)"
    case .if: "if(condition, then, else)"
    case .max, .min: "\(rawValue)(x, y, …)"
    case .pow: "pow(x, y)"
    case .hour, .minute, .dayofweek, .dayofmonth, .month: "\(rawValue)(time)"
    default: "\(rawValue)(x)"
    }
  }
}
