/// The chi-squared distribution.
package enum ChiSquaredDistribution {
  /// The share of the distribution above `value`: a test's p-value. 1 without degrees of freedom.
  package static func survival(_ value: Double, degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0, value > 0 else { return 1 }
    return IncompleteGamma.upper(degreesOfFreedom / 2, value / 2)
  }

  /// The value above which `share` of the distribution lies: a test's critical value. 0 without degrees of freedom.
  package static func criticalValue(_ share: Double, degreesOfFreedom: Double) -> Double {
    precondition(share > 0 && share <= 1, "a share above a critical value lies in (0, 1]")
    guard degreesOfFreedom > 0, share < 1 else { return 0 }
    var low = 0.0
    var high = max(degreesOfFreedom, 1)
    while survival(high, degreesOfFreedom: degreesOfFreedom) > share {
      low = high
      high *= 2
    }
    // Survival falls strictly, so halving ends at the last bit.
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if survival(middle, degreesOfFreedom: degreesOfFreedom) > share { low = middle } else { high = middle }
    }
  }
}
