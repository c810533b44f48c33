/// A sum kept to about 106 bits as an unevaluated pair of doubles, so that values can be added and taken away again for
/// ever without the error growing into the result.
///
/// Dekker, "A floating-point technique for extending the available precision", 1971; Knuth's TwoSum.
struct DoubleDouble: Hashable, Sendable {
  var high = 0.0
  var low = 0.0

  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let virtual = sum - high
    low += (high - (sum - virtual)) + (value - virtual)
    high = sum + low
    low -= high - sum
  }

  @inline(__always)
  mutating func add(_ other: DoubleDouble, sign: Double = 1) {
    add(sign * other.high)
    add(sign * other.low)
  }

  /// Adds sign · value², exactly squared.
  @inline(__always)
  mutating func addSquare(of value: Double, sign: Double) {
    let square = Self.product(value, value)
    add(sign * square.high)
    add(sign * square.low)
  }

  /// The exact product of two doubles (Veltkamp's split; neither may be over about 1e290 in magnitude).
  @inline(__always)
  static func product(_ left: Double, _ right: Double) -> DoubleDouble {
    let product = left * right
    let (leftHigh, leftLow) = split(left)
    let (rightHigh, rightLow) = split(right)
    let error = ((leftHigh * rightHigh - product) + leftHigh * rightLow + leftLow * rightHigh) + leftLow * rightLow
    return DoubleDouble(high: product, low: error)
  }

  @inline(__always)
  private static func split(_ value: Double) -> (Double, Double) {
    let scaled = 134_217_729 * value
    let high = scaled - (scaled - value)
    return (high, value - high)
  }
}
