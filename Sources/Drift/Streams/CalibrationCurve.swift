import Glibc

/// What a test's own parameter must be for a time between two false alarms, where no formula tells: measured by simulation, and
/// straight lines between the logarithms. Beyond the measured times the last line goes on.
struct CalibrationCurve: Sendable {
  /// Values between two false alarms on average, ascending, and the parameter that keeps it.
  let knots: [(interval: Double, value: Double)]

  init(_ knots: [(interval: Double, value: Double)]) {
    precondition(knots.count >= 2, "a calibration has two measured points at least")
    self.knots = knots
  }

  func value(at interval: Double) -> Double {
    let next = knots.dropFirst().dropLast().firstIndex { $0.interval >= interval } ?? knots.count - 1
    let (low, high) = (knots[next - 1], knots[next])
    let share = log(interval / low.interval) / log(high.interval / low.interval)
    return low.value * exp(share * log(high.value / low.value))
  }
}
