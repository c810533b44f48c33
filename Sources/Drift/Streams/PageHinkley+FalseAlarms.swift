import Glibc

extension PageHinkley {
  /// The cumulated deviation that values without a change exceed once in so many on average, on one side or the other.
  ///
  /// Siegmund, "Sequential Analysis", 1985, chapter 10: the sum exceeds h after (e^x − 1 − x) / (θδ) values, with x = θ (h + 1.166 σ)
  /// and θ the root of E e^{θ (deviation − δ)} = 1. Deviations within 1 of the mean have Bennett's bound σ² (e^θ − 1 − θ) for the
  /// logarithm of their moments, which rare ones attain; where σ² is large beside δ, θ is 2 δ / σ², as of normal values.
  ///
  /// - Parameters:
  ///   - interval: values between two false alarms.
  ///   - delta: the change of the mean that is let pass.
  ///   - variance: of the values.
  static func threshold(falseAlarmEvery interval: Double, delta: Double, variance: Double) -> Double {
    let (eachSide, deviation) = (2 * interval, variance.squareRoot())
    let overshoot = 1.166 * deviation
    let exponent = exponent(delta / variance)
    guard exponent > 1e-9 else { return max(0, deviation * eachSide.squareRoot() - overshoot) }
    return max(0, excess(eachSide * exponent * delta) / exponent - overshoot)
  }

  /// θ of (e^θ − 1 − θ) / θ = ratio.
  private static func exponent(_ ratio: Double) -> Double {
    // Both are at or above the root, from where Newton's steps on a convex function come down to it.
    var theta = min(2 * ratio, 2 * log(2 + ratio))
    guard theta > 1e-6 else { return theta }
    for _ in 0..<8 { theta -= (expm1(theta) - theta - ratio * theta) / (expm1(theta) - ratio) }
    return theta
  }

  /// x of e^x − 1 − x = count.
  private static func excess(_ count: Double) -> Double {
    var x = min((2 * count).squareRoot(), 2 * log1p(count))
    guard x > 1e-6 else { return x }
    // Far above the root each step of Newton's is but one long: the first steps are of x = ln(1 + count + x).
    if count > 1 { for _ in 0..<3 { x = log(1 + count + x) } }
    for _ in 0..<4 { x -= (expm1(x) - x - count) / expm1(x) }
    return x
  }
}
