import Records

/// A run of rows of a batch, and the registers that it is computed in.
struct Block {
  let events: EventBatch
  let rows: Range<Int>
  let registers: UnsafeMutablePointer<Double>

  var count: Int { rows.count }

  @inline(__always)
  func register(_ register: Int) -> UnsafeMutablePointer<Double> { registers + register * FeatureEngine.blockRows }
}
