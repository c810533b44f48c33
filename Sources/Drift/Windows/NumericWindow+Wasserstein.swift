import Records

extension NumericWindow {
  /// The Wasserstein distance from the reference, ∫ |F − G|, over the reference's standard deviation.
  ///
  /// Between two knots the mass is taken as spread evenly; where no value lies between them, it is exact. Values outside of
  /// the reference's range count with their whole distance from it. 0 where the reference is constant and so is
  /// the window; infinite where only the reference is.
  func wassersteinDistance(_ reference: NumericReference) -> Double {
    guard reference.count > 0, count > 0 else { return 0 }
    let (n, m) = (Double(reference.count), Double(count))
    var sum = (below + above) / m
    var seen = 0
    for knot in knots.indices {
      seen += Int(cells[2 * knot]) + Int(cells[2 * knot + 1])
      guard knot + 1 < knots.count else { break }
      let width = Double(knots[knot + 1]) - Double(knots[knot])
      let start = Double(seen) / m - Double(reference.rowsThrough[knot]) / n
      let end = Double(seen + Int(cells[2 * knot + 2])) / m - Double(reference.rowsBelow[knot + 1]) / n
      if width.isFinite { sum += width * Self.meanMagnitude(start, end) }
    }
    let deviation = reference.standardDeviation
    return sum == 0 ? 0 : sum / deviation
  }

  /// The mean of |x| over x from `start` to `end`.
  private static func meanMagnitude(_ start: Double, _ end: Double) -> Double {
    if start * end >= 0 { return (abs(start) + abs(end)) / 2 }
    return (start * start + end * end) / (2 * abs(end - start))
  }
}
