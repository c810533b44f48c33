/// Zeros and ones on their way to the detectors.
struct ObservedBits: Sendable {
  var bits: [Float] = []
  /// In milliseconds.
  var times: [Int64] = []

  mutating func append(_ bit: Float, at time: Int64) {
    bits.append(bit)
    times.append(time)
  }

  mutating func removeAll() {
    bits.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
  }
}
