import Statistics

/// The distribution function of a column of numbers, exact at its knots.
///
/// A column of at most `knotLimit` distinct values keeps them all, and the distribution function is exact everywhere.
/// A longer one keeps the values at `knotLimit` equal steps of rank, beside the smallest: between two knots the distribution
/// function is then known to within 1 / `knotLimit`, and a statistic over the knots (Kolmogorov-Smirnov's D) is at
/// most that much too small. 1,000 steps hold the exact quantiles of 8, 10, 20, 25, 40, 50 and 100 bins.
///
/// At each knot both counts are kept, of the rows below it and of the rows up to it: an atom (a value that many rows
/// share) is told from its surroundings.
package struct NumericReference: Hashable, Sendable {
  package static let knotLimit = 1_000

  /// Strictly increasing; the first is the smallest value of the column and the last is the largest.
  package let knots: [Float]
  /// Rows with a smaller value than the knot.
  package let rowsBelow: [Int]
  /// Rows with a value up to and at the knot.
  package let rowsThrough: [Int]
  /// Rows without a value.
  package let missing: Int

  /// Rows with a value.
  package var count: Int { rowsThrough.last ?? 0 }

  package init(knots: [Float], rowsBelow: [Int], rowsThrough: [Int], missing: Int) {
    precondition(
      knots.count == rowsBelow.count && knots.count == rowsThrough.count, "each knot has its two counts")
    self.knots = knots
    self.rowsBelow = rowsBelow
    self.rowsThrough = rowsThrough
    self.missing = missing
  }

  /// - Parameter values: the column; NaN is missing.
  package init(_ values: some Sequence<Float>) {
    var missing = 0
    var sorted: [Float] = []
    sorted.reserveCapacity(values.underestimatedCount)
    // A negative zero equals zero, but would make two encodings of one column.
    for value in values {
      if value.isNaN { missing += 1 } else { sorted.append(value == 0 ? 0 : value) }
    }
    sorted.sort()
    self.init(sorted: sorted, missing: missing)
  }

  private init(sorted: [Float], missing: Int) {
    var distinct = 0
    for index in sorted.indices where index == 0 || sorted[index] != sorted[index - 1] { distinct += 1 }
    let keepsAll = distinct <= Self.knotLimit
    var knots: [Float] = []
    var rowsBelow: [Int] = []
    var rowsThrough: [Int] = []
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
      // The run covers the ranks start+1...end; it is a knot when a step of rank falls into it.
      let step = Self.ceilingDivision(start * Self.knotLimit + 1, by: sorted.count)
      if keepsAll || start == 0 || step * sorted.count <= end * Self.knotLimit {
        knots.append(sorted[start])
        rowsBelow.append(start)
        rowsThrough.append(end)
      }
      start = end
    }
    self.init(knots: knots, rowsBelow: rowsBelow, rowsThrough: rowsThrough, missing: missing)
  }

  private static func ceilingDivision(_ numerator: Int, by divisor: Int) -> Int {
    (numerator + divisor - 1) / divisor
  }

  /// The largest share of rows that lies strictly between two neighbouring knots: how far a statistic over the knots
  /// may fall short of the one over the column. 0 where all values are knots.
  package var resolution: Double {
    var largest = 0
    for index in knots.indices.dropFirst() { largest = max(largest, rowsBelow[index] - rowsThrough[index - 1]) }
    return count == 0 ? 0 : Double(largest) / Double(count)
  }

  /// The place of the smallest knot up to which at least `share` of the rows lie: the quantile as the inverse of the
  /// distribution function. The reference must not be empty.
  package func quantileIndex(_ share: Double) -> Int {
    let wanted = share * Double(count)
    var low = 0
    var high = knots.count - 1
    while low < high {
      let middle = (low + high) / 2
      // A hair of tolerance, since 0.3 * 10 is not 3 in binary.
      if Double(rowsThrough[middle]) >= wanted * (1 - 1e-12) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension NumericReference {
  /// The mean: exact where all values are knots; elsewhere the rows between two knots are taken at the middle. Infinite values
  /// are left out; nil where there is no other.
  package var mean: Double? {
    let moments = self.moments
    return moments.count == 0 ? nil : moments.mean
  }

  /// The standard deviation, over n, of the same values.
  package var standardDeviation: Double { moments.populationVariance.squareRoot() }

  private var moments: Moments {
    var moments = Moments()
    for index in knots.indices where knots[index].isFinite {
      if index > 0, knots[index - 1].isFinite {
        let middle = (Double(knots[index - 1]) + Double(knots[index])) / 2
        moments.add(middle, rows: rowsBelow[index] - rowsThrough[index - 1])
      }
      moments.add(Double(knots[index]), rows: rowsThrough[index] - rowsBelow[index])
    }
    return moments
  }
}
