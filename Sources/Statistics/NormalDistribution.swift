import Glibc

/// The standard normal distribution.
package enum NormalDistribution {
  /// The share of the distribution below `z`.
  package static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The share of the distribution above `z`; keeps its relative precision far into the tail.
  package static func survival(_ z: Double) -> Double { 0.5 * erfc(z / 2.0.squareRoot()) }

  /// The value below which `share` of the distribution lies; infinite at 0 and 1.
  ///
  /// Acklam's rational approximation (relative error 1.2e-9), then one step of Halley's method.
  package static func quantile(_ share: Double) -> Double {
    precondition(share >= 0 && share <= 1, "a share lies in 0...1")
    if share == 0 { return -.infinity }
    if share == 1 { return .infinity }
    if share > 0.5 { return -quantile(1 - share) }
    let start = approximateQuantile(share)
    let error = cumulative(start) - share
    let step = error * (2 * Double.pi).squareRoot() * exp(start * start / 2)
    return start - step / (1 + start * step / 2)
  }

  /// For shares up to one half.
  private static func approximateQuantile(_ share: Double) -> Double {
    if share < 0.02425 {
      let q = (-2 * log(share)).squareRoot()
      let numerator =
        ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q
          + 4.374664141464968) * q + 2.938163982698783
      let denominator =
        (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1
      return numerator / denominator
    }
    let q = share - 0.5
    let r = q * q
    let numerator =
      (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
        + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
    let denominator =
      ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
        + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
    return numerator / denominator
  }
}
