/// Columns of the live model's predictions on their way to the detectors.
struct ObservedPredictions: Sendable {
  var scores: [Float] = []
  /// The predicted classes' places in the live model's order.
  var classes: [Int32] = []
  /// Event times, in milliseconds.
  var times: [Int64] = []

  mutating func removeAll() {
    scores.removeAll(keepingCapacity: true)
    classes.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
  }
}
