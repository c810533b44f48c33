/// One row of a block, as a window reads its values and writes its aggregates.
struct EventView {
  /// Milliseconds.
  var time: Double
  /// Register 0 of the row; register `r` stands `r * pitch` further on.
  var values: UnsafeMutablePointer<Double>
  var pitch: Int

  @inline(__always)
  func value(_ register: Int) -> Double { values[register * pitch] }

  @inline(__always)
  func write(_ value: Double, _ register: Int) { values[register * pitch] = value }

  @inline(__always)
  func signed(_ extreme: WindowPlan.Extreme, lanes: [Int]) -> Double { extreme.signed(value(lanes[extreme.lane])) }
}

extension WindowPlan.Extreme {
  /// The value as a minimum sees it: its negative for a maximum, infinite where it is missing.
  @inline(__always)
  func signed(_ value: Double) -> Double { value.isNaN ? .infinity : sign * value }
}
