import Glibc
import Records

/// Drift by McDiarmid's bound on exponentially weighted means, which sees gradual changes sooner. On 0 and 1, or numbers of
/// [0, 1]; fires on a rise; starts anew after a detection.
///
/// Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds", 2015, W-test.
struct HDDMW: StreamingTest {
  /// A weighted mean and the sum of its squared weights, on which McDiarmid's bound rests.
  fileprivate struct Sample: Sendable {
    var mean = 0.0
    var count = 0
    var squaredWeights = 1.0

    mutating func add(_ value: Double, weight: Double) {
      mean = count == 0 ? value : weight * value + (1 - weight) * mean
      count += 1
      squaredWeights = weight * weight + (1 - weight) * (1 - weight) * squaredWeights
    }
  }

  let delta: Double
  let weight: Double

  private var all = Sample()
  private var before = Sample()
  private var after = Sample()
  private var cutPoint = Double.infinity
  private var since: Int64?
  private var mustReset = false
  private(set) var evidence = StreamEvidence()

  init(delta: Double, weight: Double) {
    self.delta = delta
    self.weight = weight
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { self = HDDMW(delta: delta, weight: weight) }
    all.add(value, weight: weight)
    let highest = all.mean + bound(all.squaredWeights)
    if highest < cutPoint {
      cutPoint = highest
      before = all
      after = Sample()
    } else {
      if after.count == 0 { since = mark }
      after.add(value, weight: weight)
    }
    guard before.count > 0, after.count > 0 else { return false }
    let difference = after.mean - before.mean
    let epsilon = bound(before.squaredWeights + after.squaredWeights)
    evidence.statistic = difference
    evidence.threshold = epsilon
    guard difference > epsilon else { return false }
    evidence.direction = 1
    evidence.since = since
    evidence.count = after.count
    evidence.meanBefore = before.mean
    evidence.meanAfter = after.mean
    mustReset = true
    return true
  }

  private func bound(_ squaredWeights: Double) -> Double {
    (squaredWeights * log(1 / delta) / 2).squareRoot()
  }
}

extension HDDMW {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try all.code(with: &coder)
    try before.code(with: &coder)
    try after.code(with: &coder)
    try coder.code(&cutPoint)
    try coder.code(&since)
    try coder.code(&mustReset)
    try evidence.code(with: &coder)
  }
}

extension HDDMW.Sample {
  fileprivate mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&mean)
    try coder.code(&count)
    try coder.code(&squaredWeights)
  }
}
