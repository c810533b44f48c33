/// Columns of the live model's examples on their way to the detectors.
struct ObservedExamples: Sendable {
  /// The actual classes' places in the live model's order, or values.
  var labels: [Float] = []
  var errors: [Float] = []
  /// Event times, in milliseconds.
  var times: [Int64] = []

  mutating func removeAll() {
    labels.removeAll(keepingCapacity: true)
    errors.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
  }
}
