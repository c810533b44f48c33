import Glibc
import Records

/// The instructions on columns of numbers.
///
/// Every column holds finite numbers and NaN for missing: a result that would be infinite is missing.
enum Arithmetic {
  typealias Source = UnsafePointer<Double>
  typealias Target = UnsafeMutablePointer<Double>

  static func load(_ field: Int, _ block: Block, into register: Int) {
    let target = block.register(register)
    let first = block.rows.lowerBound
    block.events.numbers[field].withUnsafeBufferPointer { column in
      for row in 0..<block.count { target[row] = finite(column[first + row]) }
    }
  }

  static func select(_ condition: Source, _ then: Source, _ otherwise: Source, into target: Target, rows: Int) {
    for row in 0..<rows {
      target[row] = condition[row].isNaN ? .nan : condition[row] != 0 ? then[row] : otherwise[row]
    }
  }

  static func run(_ operation: UnaryOperation, _ source: Source, into target: Target, rows: Int) {
    switch operation {
    case .negate: map(source, target, rows) { -$0 }
    case .not: map(source, target, rows) { $0.isNaN ? .nan : $0 == 0 ? 1 : 0 }
    case .isMissing: map(source, target, rows) { $0.isNaN ? 1 : 0 }
    case .abs: map(source, target, rows) { abs($0) }
    case .ceil: map(source, target, rows) { $0.rounded(.up) }
    case .floor: map(source, target, rows) { $0.rounded(.down) }
    case .round: map(source, target, rows) { $0.rounded(.toNearestOrAwayFromZero) }
    case .sign: map(source, target, rows) { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .exp: map(source, target, rows) { finite(exp($0)) }
    case .expm1: map(source, target, rows) { finite(expm1($0)) }
    case .log: map(source, target, rows) { finite(log($0)) }
    case .log10: map(source, target, rows) { finite(log10($0)) }
    case .log1p: map(source, target, rows) { finite(log1p($0)) }
    case .log2: map(source, target, rows) { finite(log2($0)) }
    case .sqrt: map(source, target, rows) { $0.squareRoot() }
    case .cos: map(source, target, rows) { cos($0) }
    case .sin: map(source, target, rows) { sin($0) }
    case .tan: map(source, target, rows) { finite(tan($0)) }
    case .tanh: map(source, target, rows) { tanh($0) }
    case .minute: map(source, target, rows) { CalendarTime.minute($0) }
    case .hour: map(source, target, rows) { CalendarTime.hour($0) }
    case .dayOfWeek: map(source, target, rows) { CalendarTime.dayOfWeek($0) }
    case .dayOfMonth: map(source, target, rows) { CalendarTime.dayOfMonth($0) }
    case .month: map(source, target, rows) { CalendarTime.month($0) }
    }
  }

  static func run(_ operation: BinaryOperation, _ left: Source, _ right: Source, into target: Target, rows: Int) {
    switch operation {
    case .add: map(left, right, target, rows) { finite($0 + $1) }
    case .subtract: map(left, right, target, rows) { finite($0 - $1) }
    case .multiply: map(left, right, target, rows) { finite($0 * $1) }
    case .divide: map(left, right, target, rows) { finite($0 / $1) }
    case .modulo: map(left, right, target, rows) { modulo($0, $1) }
    case .power: map(left, right, target, rows) { power($0, $1) }
    case .equal: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 == $1 ? 1 : 0 }
    case .notEqual: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 == $1 ? 0 : 1 }
    case .less: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 < $1 ? 1 : 0 }
    case .lessOrEqual: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 <= $1 ? 1 : 0 }
    case .and: map(left, right, target, rows) { $0 == 0 || $1 == 0 ? 0 : isMissing($0, $1) ? .nan : 1 }
    case .or: map(left, right, target, rows) { isTrue($0) || isTrue($1) ? 1 : isMissing($0, $1) ? .nan : 0 }
    case .minimum: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 < $1 ? $0 : $1 }
    case .maximum: map(left, right, target, rows) { isMissing($0, $1) ? .nan : $0 > $1 ? $0 : $1 }
    case .coalesce: map(left, right, target, rows) { $0.isNaN ? $1 : $0 }
    }
  }

  @inline(__always)
  private static func map(_ source: Source, _ target: Target, _ rows: Int, _ body: (Double) -> Double) {
    for row in 0..<rows { target[row] = body(source[row]) }
  }

  @inline(__always)
  private static func map(
    _ left: Source, _ right: Source, _ target: Target, _ rows: Int, _ body: (Double, Double) -> Double
  ) {
    for row in 0..<rows { target[row] = body(left[row], right[row]) }
  }

  @inline(__always)
  private static func finite(_ value: Double) -> Double { value.isFinite ? value : .nan }

  @inline(__always)
  private static func isMissing(_ left: Double, _ right: Double) -> Bool { left.isNaN || right.isNaN }

  @inline(__always)
  private static func isTrue(_ value: Double) -> Bool { !value.isNaN && value != 0 }

  /// The remainder with the divisor's sign.
  private static func modulo(_ left: Double, _ right: Double) -> Double {
    let remainder = fmod(left, right)
    return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
  }

  /// C's `pow`, but that missing stays missing where C says 1 (x^0, 1^x).
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    isMissing(base, exponent) ? .nan : finite(pow(base, exponent))
  }
}
