/// The Wasserstein distance of order one between two samples: ∫ |F − G|, the work of moving the one onto the other.
package enum WassersteinDistance {
  /// - Parameters: samples in ascending order, neither of them empty.
  package static func between(sorted first: [Double], _ second: [Double]) -> Double {
    precondition(!first.isEmpty && !second.isEmpty, "each sample has a value")
    var (i, j) = (0, 0)
    var sum = 0.0
    var previous = min(first[0], second[0])
    while i < first.count || j < second.count {
      let value = min(i < first.count ? first[i] : .infinity, j < second.count ? second[j] : .infinity)
      let share = Double(i) / Double(first.count) - Double(j) / Double(second.count)
      if share != 0 { sum += abs(share) * (value - previous) }
      while i < first.count, first[i] <= value { i += 1 }
      while j < second.count, second[j] <= value { j += 1 }
      previous = value
    }
    return sum
  }

  /// The distance over the reference's standard deviation (over n): 0 for equal samples, infinite where only the reference is
  /// constant.
  package static func standardized(reference: [Double], sample: [Double]) -> Double {
    let distance = between(sorted: reference, sample)
    if distance == 0 { return 0 }
    var moments = Moments()
    for value in reference { moments.add(value) }
    return distance / moments.populationVariance.squareRoot()
  }
}
