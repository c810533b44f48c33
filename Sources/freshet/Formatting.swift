extension String {
  /// The text with blanks behind it, up to a width.
  func padding(_ width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}

extension Double {
  func rounded(places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}

extension Optional<Double> {
  /// nil for what JSON cannot say.
  var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
