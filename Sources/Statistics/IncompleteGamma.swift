import Glibc

/// The regularized incomplete gamma function.
package enum IncompleteGamma {
  /// The logarithm of the gamma function, without the global sign that C's `lgamma` writes.
  package static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// Q(a, x) = Γ(a, x) / Γ(a), for a > 0 and x ≥ 0.
  ///
  /// The series of P below a + 1, Lentz's continued fraction of Q above it (Press et al., "Numerical Recipes", 6.2).
  package static func upper(_ a: Double, _ x: Double) -> Double {
    precondition(a > 0 && x >= 0, "the incomplete gamma function needs a > 0 and x >= 0")
    if x == 0 { return 1 }
    if x == .infinity { return 0 }
    let scale = exp(a * log(x) - x - logGamma(a))
    return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x)
  }

  /// P(a, x) e^x x^-a Γ(a).
  private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var denominator = a
    while abs(term) > abs(sum) * 0x1p-54 {
      denominator += 1
      term *= x / denominator
      sum += term
    }
    return sum
  }

  /// Q(a, x) e^x x^-a Γ(a).
  private static func upperFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var result = d
    var index = 0.0
    var change = 0.0
    repeat {
      index += 1
      let coefficient = -index * (index - a)
      b += 2
      d = coefficient * d + b
      if abs(d) < tiny { d = tiny }
      c = b + coefficient / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      change = d * c
      result *= change
    } while abs(change - 1) > 0x1p-52
    return result
  }
}
