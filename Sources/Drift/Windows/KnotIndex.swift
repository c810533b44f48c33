import Records

/// Finds a value's place among the knots of a reference in a few steps.
///
/// A uniform grid over the middle of the knots says how many of them lie before each of its cells; the few of the value's own
/// cell are counted without a branch, which no processor could guess, and only a crowded cell is halved.
struct KnotIndex: Hashable, Sendable {
  private static let cellCount = 2_048
  /// So many knots of a cell are counted without a branch.
  private static let stepCount = 3
  /// Up to so many more knots a scan is faster than halving.
  private static let scanLimit = 8

  let knots: [Float]
  /// The knots as whole numbers in the same order, and larger ones behind them, so that counting needs no bound. Whole numbers,
  /// because a compiler is free to make a branch of a comparison, and not of a subtraction.
  private let keys: [Int32]
  /// `starts[c]` knots lie in cells before cell c. The cell of a value never falls as the value grows, so that the knots below
  /// it number `starts[c]` at least and `starts[c + 1]` at most.
  private let starts: [UInt16]
  private let low: Float
  private let scale: Float

  init(_ knots: [Float]) {
    precondition(knots.count <= Int(UInt16.max), "a reference keeps fewer knots")
    self.knots = knots
    keys = knots.map { Self.key($0) } + Array(repeating: .max, count: Self.stepCount + 1)
    let edge = knots.count / 100
    let low = knots.isEmpty ? 0 : knots[edge]
    let high = knots.isEmpty ? 0 : knots[knots.count - 1 - edge]
    let scale = Float(Self.cellCount) / (high - low)
    // Of a constant or an infinite range no grid can be made: all knots are in one cell.
    guard low.isFinite, high > low, scale > 0, scale.isFinite else {
      self.low = 0
      self.scale = 0
      starts = [0, UInt16(knots.count)]
      return
    }
    self.low = low
    self.scale = scale
    var starts: [UInt16] = []
    for (index, knot) in knots.enumerated() {
      let cell = Self.cell(knot, low: low, scale: scale)
      while starts.count <= cell { starts.append(UInt16(index)) }
    }
    while starts.count <= Self.cellCount + 1 { starts.append(UInt16(knots.count)) }
    self.starts = starts
  }

  /// Behind 2^23 a float has no fraction left: adding it rounds to a whole number, which stands in the low bits.
  @inline(__always)
  private static func cell(_ value: Float, low: Float, scale: Float) -> Int {
    Int((max(0, min(Float(cellCount), (value - low) * scale)) + 0x1p23).bitPattern & 0x7f_ffff)
  }

  /// A whole number that grows as the value does; both zeros have one.
  @inline(__always)
  private static func key(_ value: Float) -> Int32 {
    let bits = Int32(bitPattern: (value + 0).bitPattern)
    return bits ^ ((bits >> 31) & .max)
  }

  /// 1 where the first number is smaller than the second, else 0.
  @inline(__always)
  private static func isBelow(_ first: Int32, _ second: Int32) -> Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: Int64(first) &- Int64(second)) >> 63)
  }

  /// 1 where the numbers are one, else 0.
  @inline(__always)
  private static func isEqual(_ first: Int32, _ second: Int32) -> Int {
    Int(truncatingIfNeeded: (UInt64(UInt32(bitPattern: first ^ second)) &- 1) >> 63)
  }

  /// Calls `body` with each value's place in the cells of a `NumericWindow`: 2k + 1 at knot k, 2k below it. Skips NaN.
  ///
  /// - Returns: how many values were NaN.
  @inline(__always)
  func forEachCell(
    _ values: UnsafePointer<Float>, stride: Int, rows: Range<Int>, _ body: (_ cell: Int, _ value: Float) -> Void
  ) -> Int {
    var missing = 0
    let hasGrid = scale != 0
    keys.withUnsafeBufferPointer { keys in
      let keys = keys.baseAddress!
      starts.withUnsafeBufferPointer { starts in
        let starts = starts.baseAddress!
        for row in rows {
          let value = values[row &* stride]
          if value.isNaN {
            missing &+= 1
            continue
          }
          let gridCell = hasGrid ? Self.cell(value, low: low, scale: scale) : 0
          let key = Self.key(value)
          var knot = Int(starts[gridCell])
          let end = Int(starts[gridCell &+ 1])
          if end &- knot > Self.stepCount {
            knot = Self.search(keys, key, from: knot, to: end)
          } else {
            for _ in 0..<Self.stepCount { knot &+= Self.isBelow(keys[knot], key) }
          }
          body(2 &* knot &+ Self.isEqual(keys[knot], key), value)
        }
      }
    }
    return missing
  }

  /// How many knots lie below the value, of those from `start` to `end`.
  @inline(__always)
  private static func search(_ keys: UnsafePointer<Int32>, _ key: Int32, from start: Int, to end: Int) -> Int {
    var (knot, end) = (start, end)
    while end &- knot > scanLimit {
      let middle = (knot &+ end) / 2
      if keys[middle] < key { knot = middle &+ 1 } else { end = middle }
    }
    while knot < end, keys[knot] < key { knot &+= 1 }
    return knot
  }
}
