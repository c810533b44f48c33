import Glibc

/// Running sums of one value over a window: what is added can be taken away again.
///
/// The sums carry about 106 bits. Taking away a value that dwarfs all that remain would leave their digits lost even
/// so; `remove` notices, and the window adds up the remaining ones anew.
struct LaneAccumulator: Hashable, Sendable {
  /// Larger magnitudes are skipped as if missing, so that no square and no sum can overflow.
  static let largestMagnitude = 1e140
  /// How far a value taken away may exceed the sum of the magnitudes that remain: 2^30.
  private static let largestRatio = 0x1p30

  /// Values that are not missing.
  var count = 0.0
  var sum = DoubleDouble()
  /// The sum of squares, where a standard deviation needs it.
  var squares = DoubleDouble()
  /// The sum of magnitudes: only a gauge for `remove`.
  var magnitude = 0.0

  @inline(__always)
  mutating func add(_ value: Double, withSquare: Bool) {
    guard abs(value) <= Self.largestMagnitude else { return }
    count += 1
    sum.add(value)
    magnitude += abs(value)
    if withSquare { squares.addSquare(of: value, sign: 1) }
  }

  /// Takes a value away. Returns whether the sums must be made anew from what remains.
  @inline(__always)
  mutating func remove(_ value: Double, withSquare: Bool) -> Bool {
    guard abs(value) <= Self.largestMagnitude else { return false }
    count -= 1
    if count == 0 {
      self = LaneAccumulator()
      return false
    }
    sum.add(-value)
    magnitude -= abs(value)
    if withSquare { squares.addSquare(of: value, sign: -1) }
    return magnitude * Self.largestRatio < abs(value)
  }

  mutating func add(_ other: LaneAccumulator) {
    count += other.count
    sum.add(other.sum)
    squares.add(other.squares)
    magnitude += other.magnitude
  }

  mutating func remove(_ other: LaneAccumulator) -> Bool {
    count -= other.count
    if count == 0 {
      self = LaneAccumulator()
      return false
    }
    sum.add(other.sum, sign: -1)
    squares.add(other.squares, sign: -1)
    magnitude -= other.magnitude
    return magnitude * Self.largestRatio < other.magnitude
  }

  var mean: Double { count > 0 ? sum.high / count : .nan }

  /// √((n Σx² − (Σx)²) / (n (n − 1))), the difference taken in double-double: no digits that matter cancel.
  var sampleStandardDeviation: Double {
    guard count > 1 else { return .nan }
    var difference = DoubleDouble.product(count, squares.high)
    difference.add(count * squares.low)
    let square = DoubleDouble.product(sum.high, sum.high)
    difference.add(-square.high)
    difference.add(-square.low)
    difference.add(-2 * sum.high * sum.low)
    return max(0, difference.high / (count * (count - 1))).squareRoot()
  }
}
