import Glibc
import Records

/// The generalised likelihood ratio of a change of the mean, at every place where it may have changed, with a bound by the length
/// of the stretches. On 0 and 1, or numbers of [0, 1]; two-sided or of one side; a detection keeps the values behind the cut.
///
/// For a cut with n₀ values of mean u₀ before and n₁ of mean u₁ behind it, the logarithm of the ratio is
/// n₀ KL(u₀ ‖ u) + n₁ KL(u₁ ‖ u), with KL of Bernoulli variables and u the mean of all (Siegmund & Venkatraman, "Using the
/// Generalized Likelihood Ratio Statistic for Sequential Detection of a Change-Point", 1995; that the ratio of bounded numbers
/// exceeds a value no more often is Chernoff's bound). Without a change, stretches of a length L = 1 / (1/n₀ + 1/n₁) have
/// their chance anew after each L values, so that short ones must show more (Dümbgen & Spokoiny, "Multiscale Testing of
/// Qualitative Hypotheses", 2001).
///
/// The bound is least at a length S, where the test is keenest: about ln(A / S) for A values between two false alarms, and
/// calibrated by simulation. It rises by 3 ln(S / L) for shorter stretches and by ln(L / S) for longer ones, so that lengths
/// far from S take little of what false alarms are allowed. S is `scale` where the variance is that of a rate of .1 or less,
/// and grows in proportion to it: a change of one size takes so much longer to show, and the bound of a noisier stream stays
/// what it is, so that its false alarms come as much more seldom.
///
/// The window is an exponential histogram: row r holds up to `rowLimit` buckets of 2^r values. A row's borders are looked at
/// when the row has moved, and those of the first rows each `clock` updates, so that an update costs the same however long
/// the window is.
package struct LikelihoodRatio: StreamingTest {
  /// Updates from one look at the newest borders to the next: a power of two.
  private static let clock: UInt64 = 4
  /// Buckets of a row before its oldest two become one of the next.
  private static let rowLimit = 14
  /// Places of a row: a ring.
  private static let slotCount = 16
  /// 2^39 values: more than any stream brings between two detections.
  private static let rowLimitCount = 40

  private struct Bucket: Hashable, Sendable {
    var total = 0.0
    /// The mark of its oldest value.
    var mark: Int64 = 0
  }

  private struct Row: Hashable, Sendable {
    var start = 0
    var count = 0

    @inline(__always)
    func slot(_ row: Int, _ index: Int) -> Int { row &* slotCount &+ ((start &+ index) & (slotCount &- 1)) }
  }

  private struct Cut {
    var older: Double
    var olderTotal: Double
    var statistic: Double
    var threshold: Double
    var row: Int
    /// The cut is behind this bucket of the row.
    var index: Int
  }

  /// The ratio's logarithm that is drift where the test is keenest.
  package let bound: Double
  /// 1 for rises alone, −1 for falls alone, 0 for both.
  package let direction: Int
  package let scale: Double
  package let minimumSide: Int

  private var buckets: [Bucket]
  private var rows: [Row]
  private var rowCount = 1
  private var updates: UInt64 = 0
  /// Values in the window, and their sum.
  package private(set) var width = 0
  package private(set) var total = 0.0
  package private(set) var evidence = StreamEvidence()

  /// - Parameters:
  ///   - falseAlarmEvery: values between two false alarms, on average.
  ///   - direction: 1 for rises alone, −1 for falls alone, 0 for both.
  ///   - scale: values behind a change at which the test is keenest.
  ///   - minimumSide: least values on each side of a cut.
  package init(falseAlarmEvery: Double = 5_000_000, direction: Int = 0, scale: Double = 1_000, minimumSide: Int = 5) {
    precondition(falseAlarmEvery > 1, "a likelihood ratio needs an interval")
    // Nothing is keenest at a length that false alarms seldom leave it.
    let scale = min(scale, falseAlarmEvery / 10)
    let curve = direction == 0 ? CalibrationCurve.likelihoodOfBothSides : .likelihoodOfOneSide
    self.init(
      bound: -log(curve.value(at: falseAlarmEvery / scale)), direction: direction, scale: scale,
      minimumSide: minimumSide)
  }

  /// - Parameter bound: the ratio's logarithm that is drift where the test is keenest.
  package init(bound: Double, direction: Int, scale: Double, minimumSide: Int = 5) {
    precondition(bound > 0 && scale > 0 && minimumSide > 0, "a likelihood ratio needs a bound, a scale and a side")
    self.bound = bound
    self.direction = direction
    self.minimumSide = minimumSide
    self.scale = scale
    buckets = Array(repeating: Bucket(), count: Self.rowLimitCount * Self.slotCount)
    rows = Array(repeating: Row(), count: Self.rowLimitCount)
  }

  /// The variance up to which the test is keenest at `scale`: that of bits of which one in ten is 1.
  private static let plainVariance = 0.09
  /// How fast the bound rises for shorter and for longer stretches.
  private static let shortSlope = 3.0
  private static let longSlope = 1.0

  /// The mark of the window's oldest value; nil where it is empty.
  package var start: Int64? { width == 0 ? nil : buckets[rows[rowCount - 1].slot(rowCount - 1, 0)].mark }

  package mutating func update(_ value: Double, at mark: Int64) -> Bool {
    insert(min(1, max(0, value)), at: mark)
    updates &+= 1
    guard updates & (Self.clock - 1) == 0, width >= 2 * minimumSide else { return false }
    // Row r moves once in 2^r updates.
    let due = min(rowCount - 1, updates.trailingZeroBitCount)
    guard let cut = findCut(rowsThrough: due) else { return false }
    detect(cut)
    return true
  }

  // MARK: The histogram

  @inline(__always)
  private mutating func insert(_ value: Double, at mark: Int64) {
    width += 1
    total += value
    buckets[rows[0].slot(0, rows[0].count)] = Bucket(total: value, mark: mark)
    rows[0].count += 1
    if rows[0].count > Self.rowLimit { compress() }
  }

  private mutating func compress() {
    var row = 0
    buckets.withUnsafeMutableBufferPointer { buckets in
      rows.withUnsafeMutableBufferPointer { rows in
        while rows[row].count > Self.rowLimit, row + 1 < Self.rowLimitCount {
          let older = buckets[rows[row].slot(row, 0)]
          let newer = buckets[rows[row].slot(row, 1)]
          buckets[rows[row + 1].slot(row + 1, rows[row + 1].count)] = Bucket(
            total: older.total + newer.total, mark: older.mark)
          rows[row].start &+= 2
          rows[row].count &-= 2
          row &+= 1
          rows[row].count &+= 1
        }
      }
    }
    rowCount = max(rowCount, row + 1)
  }

  /// Drops all up to and with a bucket of a row.
  private mutating func drop(through index: Int, of row: Int) {
    for older in stride(from: rowCount - 1, through: row, by: -1) {
      let leaving = older == row ? index + 1 : rows[older].count
      for _ in 0..<leaving {
        total -= buckets[rows[older].slot(older, 0)].total
        width -= 1 << older
        rows[older].start += 1
        rows[older].count -= 1
      }
    }
    while rowCount > 1, rows[rowCount - 1].count == 0 { rowCount -= 1 }
  }

  // MARK: Cuts

  private mutating func detect(_ cut: Cut) {
    let newer = Double(width) - cut.older
    evidence.statistic = cut.statistic
    evidence.threshold = cut.threshold
    evidence.meanBefore = cut.olderTotal / cut.older
    evidence.meanAfter = (total - cut.olderTotal) / newer
    evidence.direction = evidence.meanAfter! > evidence.meanBefore! ? 1 : -1
    drop(through: cut.index, of: cut.row)
    evidence.since = start
    evidence.count = width
  }

  /// The cut that exceeds its bound by most, of the borders of the newest rows; nil where none does.
  private func findCut(rowsThrough last: Int) -> Cut? {
    let width = Double(self.width)
    let mean = total / width
    let variance = mean * (1 - mean)
    guard variance > 0 else { return nil }
    let minimum = Double(minimumSide)
    let keenest = scale * max(1, variance / Self.plainVariance)
    var best: Cut?
    buckets.withUnsafeBufferPointer { buckets in
      rows.withUnsafeBufferPointer { rows in
        var (newer, newerTotal) = (0.0, 0.0)
        for row in 0...last {
          let size = Double(1 << row)
          for index in stride(from: rows[row].count - 1, through: 0, by: -1) {
            // The border behind this bucket: its own values are older.
            defer {
              newer += size
              newerTotal += buckets[rows[row].slot(row, index)].total
            }
            let older = width - newer
            guard newer >= minimum, older >= minimum else { continue }
            // KL(q ‖ u) ≤ (q − u)² / (u (1 − u)): what lies below even the least bound needs no logarithm.
            let excess = newerTotal - mean * newer
            if direction != 0, (excess > 0) != (direction > 0) { continue }
            let square = excess * excess * width
            let sides = variance * newer * older
            if square < bound * sides { continue }
            let length = log(newer * older / (width * keenest))
            let threshold = bound + (length < 0 ? -Self.shortSlope : Self.longSlope) * length
            if square < threshold * sides { continue }
            let statistic =
              older * Self.divergence((total - newerTotal) / older, mean)
              + newer * Self.divergence(newerTotal / newer, mean)
            guard statistic - threshold > best.map({ $0.statistic - $0.threshold }) ?? 0 else { continue }
            best = Cut(
              older: older, olderTotal: total - newerTotal, statistic: statistic, threshold: threshold, row: row,
              index: index)
          }
        }
      }
    }
    return best
  }

  /// KL of two Bernoulli variables, in nats.
  private static func divergence(_ q: Double, _ u: Double) -> Double {
    let q = min(1, max(0, q))
    let first = q > 0 ? q * log(q / u) : 0
    let second = q < 1 ? (1 - q) * log((1 - q) / (1 - u)) : 0
    return first + second
  }
}

extension LikelihoodRatio {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.expect(buckets.count, "the number of buckets")
    for index in buckets.indices {
      try coder.code(&buckets[index].total)
      try coder.code(&buckets[index].mark)
    }
    for index in rows.indices {
      try coder.code(&rows[index].start)
      try coder.code(&rows[index].count)
    }
    try coder.code(&rowCount)
    try coder.code(&updates)
    try coder.code(&width)
    try coder.code(&total)
    try evidence.code(with: &coder)
    try coder.check(rows.indices.contains(rowCount - 1), "there are no so many rows of buckets")
  }
}
