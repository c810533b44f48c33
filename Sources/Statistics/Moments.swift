/// Count, mean and variance of a stream, in one pass; two of them merge into that of both streams.
///
/// Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", 1962; merged as in Chan, Golub &
/// LeVeque, 1983.
package struct Moments: Hashable, Sendable {
  package private(set) var count = 0
  package private(set) var mean = 0.0
  /// Σ (value − mean)².
  package private(set) var squaredDeviations = 0.0

  package init() {}

  /// Moments that were known before.
  package init(count: Int, mean: Double, squaredDeviations: Double) {
    self.count = count
    self.mean = mean
    self.squaredDeviations = squaredDeviations
  }

  package mutating func add(_ value: Double) {
    count += 1
    let deviation = value - mean
    mean += deviation / Double(count)
    squaredDeviations += deviation * (value - mean)
  }

  /// Adds the same value so many times.
  package mutating func add(_ value: Double, rows: Int) {
    merge(Moments(count: rows, mean: value))
  }

  private init(count: Int, mean: Double) {
    self.count = count
    self.mean = mean
  }

  package mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let total = Double(count + other.count)
    let difference = other.mean - mean
    squaredDeviations +=
      other.squaredDeviations + difference * difference * Double(count) * Double(other.count) / total
    mean += difference * Double(other.count) / total
    count += other.count
  }

  /// Over n; 0 for none.
  package var populationVariance: Double { count == 0 ? 0 : squaredDeviations / Double(count) }

  /// Over n − 1; 0 for fewer than two.
  package var sampleVariance: Double { count < 2 ? 0 : squaredDeviations / Double(count - 1) }
}
