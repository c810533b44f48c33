import Glibc
import Records

/// Adaptive windowing: the longest window at the end of the stream in which no two parts have different means.
///
/// Bifet & Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", 2007, with the variance bound of its section
/// 4.2. The window is an exponential histogram: row r holds up to five buckets of 2^r values, oldest last row first. A
/// detection drops buckets from the old end until the rest is of one piece, and keeps that rest.
///
/// An update allocates only when the window grows by a row, which is once for each doubling of its length.
package struct ADWIN: StreamingTest {
  /// A sixth bucket makes the oldest two of a row one bucket of the next.
  private static let bucketLimit = 5
  /// Places of a row: a ring, so that its oldest buckets leave without moving the others.
  private static let slotCount = 8

  private struct Bucket: Hashable, Sendable {
    var total = 0.0
    /// Σ (value − mean)² of its values.
    var squaredDeviations = 0.0
    /// The mark of its oldest value.
    var mark: Int64 = 0
  }

  /// Which slots of its ring a row uses.
  private struct Row: Hashable, Sendable {
    var start = 0
    var count = 0

    @inline(__always)
    func slot(_ row: Int, _ index: Int) -> Int { row &* slotCount &+ ((start &+ index) & (slotCount &- 1)) }
  }

  package let delta: Double
  package let clock: Int
  package let minimumSide: Int
  package let grace: Int
  /// Whether a detection forgets the whole window at the next update, as River does; ours keeps the shrunken one.
  package let resetsAfterDetection: Bool

  /// `slotCount` places a row.
  private var buckets: [Bucket]
  /// Rows from `rowCount` on are empty.
  private var rows: [Row]
  private var rowCount = 1
  private var updatesToCheck: Int
  private var mustReset = false
  /// Values in the window.
  package private(set) var width = 0
  /// Their sum.
  package private(set) var total = 0.0
  /// The sum of their squares.
  private var totalOfSquares = 0.0
  package private(set) var evidence = StreamEvidence()

  /// - Parameters:
  ///   - delta: bound of the chance of a false alarm in a check.
  ///   - clock: updates from one check to the next.
  ///   - minimumSide: least values on each side of a cut.
  ///   - grace: a window of no more values is not checked.
  package init(
    delta: Double = 0.002, clock: Int = 32, minimumSide: Int = 5, grace: Int = 10, resetsAfterDetection: Bool = false
  ) {
    precondition(
      delta > 0 && delta < 1 && clock > 0 && minimumSide > 0, "ADWIN needs 0 < delta < 1 and positive counts")
    self.delta = delta
    self.clock = clock
    self.minimumSide = minimumSide
    self.grace = grace
    self.resetsAfterDetection = resetsAfterDetection
    updatesToCheck = clock
    buckets = Array(repeating: Bucket(), count: 24 * Self.slotCount)
    rows = Array(repeating: Row(), count: 24)
  }

  /// The mean of the window; 0 where it is empty.
  package var mean: Double { width == 0 ? 0 : total / Double(width) }

  /// The variance of the window, over n; 0 where it is empty.
  package var variance: Double {
    guard width > 0 else { return 0 }
    let square = mean * mean
    let variance = totalOfSquares / Double(width) - square
    // Of values far from 0 with little spread the difference keeps no digits; the buckets then know better.
    return variance > 1e-6 * square ? variance : varianceOfBuckets
  }

  private var varianceOfBuckets: Double {
    let mean = mean
    var sum = 0.0
    buckets.withUnsafeBufferPointer { buckets in
      for row in 0..<rowCount {
        let (size, reciprocal) = (Self.size(row), Self.reciprocalSize(row))
        for index in 0..<rows[row].count {
          let bucket = buckets[rows[row].slot(row, index)]
          let deviation = bucket.total * reciprocal - mean
          sum += bucket.squaredDeviations + size * deviation * deviation
        }
      }
    }
    return sum / Double(width)
  }

  /// The mark of the window's oldest value: since when the present concept holds. Nil where the window is empty.
  package var start: Int64? { width == 0 ? nil : buckets[rows[rowCount - 1].slot(rowCount - 1, 0)].mark }

  package mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if mustReset { reset() }
    insert(value, at: mark)
    updatesToCheck -= 1
    guard updatesToCheck == 0 else { return false }
    updatesToCheck = clock
    guard width > grace else { return false }
    return shrink()
  }

  private mutating func reset() {
    for row in 0..<rowCount { rows[row] = Row() }
    rowCount = 1
    updatesToCheck = clock
    mustReset = false
    width = 0
    total = 0
    totalOfSquares = 0
  }

  // MARK: The histogram

  @inline(__always)
  private mutating func insert(_ value: Double, at mark: Int64) {
    width &+= 1
    total += value
    totalOfSquares += value * value
    // A window grows by one row at a time.
    if rowCount == rows.count { addRow() }
    let last = buckets.withUnsafeMutableBufferPointer { buckets in
      rows.withUnsafeMutableBufferPointer { rows in
        let newest = rows[0].slot(0, rows[0].count)
        buckets[newest] = Bucket(total: value, squaredDeviations: 0, mark: mark)
        rows[0].count &+= 1
        return rows[0].count > Self.bucketLimit ? Self.compress(buckets, rows) : 0
      }
    }
    if last >= rowCount { rowCount = last &+ 1 }
  }

  private mutating func addRow() {
    buckets.append(contentsOf: repeatElement(Bucket(), count: Self.slotCount))
    rows.append(Row())
  }

  /// Makes one bucket of the next row from the two oldest of each row that is full.
  ///
  /// - Returns: the last row that has got one.
  private static func compress(
    _ buckets: UnsafeMutableBufferPointer<Bucket>, _ rows: UnsafeMutableBufferPointer<Row>
  ) -> Int {
    var row = 0
    while rows[row].count > bucketLimit {
      let older = buckets[rows[row].slot(row, 0)]
      let newer = buckets[rows[row].slot(row, 1)]
      // Σ of both about their common mean: n/2 (m₀ − m₁)², n values each.
      let difference = older.total - newer.total
      buckets[rows[row &+ 1].slot(row &+ 1, rows[row &+ 1].count)] = Bucket(
        total: older.total + newer.total,
        squaredDeviations: older.squaredDeviations + newer.squaredDeviations
          + 0.5 * difference * difference * reciprocalSize(row),
        mark: older.mark)
      rows[row].start &+= 2
      rows[row].count &-= 2
      row &+= 1
      rows[row].count &+= 1
    }
    return row
  }

  private mutating func dropOldest() {
    let row = rowCount - 1
    let bucket = buckets[rows[row].slot(row, 0)]
    width -= 1 << row
    total -= bucket.total
    totalOfSquares -= bucket.squaredDeviations + bucket.total * bucket.total * Self.reciprocalSize(row)
    rows[row].start += 1
    rows[row].count -= 1
    if rows[row].count == 0 { rowCount -= 1 }
  }

  /// Makes the sums anew: what has left, however large, leaves no rounding behind.
  private mutating func sumUp() {
    (total, totalOfSquares) = (0, 0)
    for row in 0..<rowCount {
      for index in 0..<rows[row].count {
        let bucket = buckets[rows[row].slot(row, index)]
        total += bucket.total
        totalOfSquares += bucket.squaredDeviations + bucket.total * bucket.total * Self.reciprocalSize(row)
      }
    }
  }

  /// Values in a bucket of the row.
  private static func size(_ row: Int) -> Double { Double(1 << row) }

  /// 2^-row, written as its bits: exact, and without a division.
  @inline(__always)
  private static func reciprocalSize(_ row: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: 1_023 &- row) &<< 52)
  }

  // MARK: Cuts

  private struct Cut {
    var difference: Double
    var threshold: Double
  }

  /// Drops the oldest buckets for as long as some cut parts the window in two of different means.
  private mutating func shrink() -> Bool {
    guard let first = findCut(variance) else { return false }
    let (widthBefore, totalBefore) = (width, total)
    repeat { dropOldest() } while findCut(varianceOfBuckets) != nil
    sumUp()
    evidence.statistic = abs(first.difference)
    evidence.threshold = first.threshold
    evidence.meanBefore = (totalBefore - total) / Double(widthBefore - width)
    evidence.meanAfter = mean
    evidence.direction = first.difference > 0 ? 1 : -1
    evidence.since = start
    evidence.count = width
    mustReset = resetsAfterDetection
    return true
  }

  /// The oldest place where the means of the two sides differ by more than chance allows.
  private func findCut(_ variance: Double) -> Cut? {
    let width = Double(self.width)
    let logarithm = log(2 * log(width) / delta)
    let lack = Double(minimumSide - 1)
    // |u₀ − u₁| > √(2 v d' / m) alone is necessary for a cut, and needs no division: with c = T₀ W − T n₀ it reads
    // c² (n₀ − lack)(n₁ − lack) > 2 v d' (W − 2 lack) (n₀ n₁)². The slack is far above the rounding of both sides.
    let factor = 2 * variance * logarithm * (width - 2 * lack) * (1 - 1e-9)
    let minimum = Double(minimumSide)
    return buckets.withUnsafeBufferPointer { buckets -> Cut? in
      var (older, newer) = (0.0, width)
      var (olderTotal, newerTotal) = (0.0, total)
      for row in stride(from: rowCount - 1, through: 0, by: -1) {
        let size = Self.size(row)
        for index in 0..<rows[row].count {
          let slot = rows[row].slot(row, index)
          older += size
          newer -= size
          olderTotal += buckets[slot].total
          newerTotal -= buckets[slot].total
          if newer < minimum { return nil }
          if older < minimum { continue }
          let cross = olderTotal * width - total * older
          let product = older * newer
          if cross * cross * ((older - lack) * (newer - lack)) < factor * (product * product) { continue }
          let harmonic = 1 / (older - lack) + 1 / (newer - lack)
          let threshold = (2 * harmonic * variance * logarithm).squareRoot() + 2.0 / 3.0 * logarithm * harmonic
          let difference = newerTotal / newer - olderTotal / older
          if abs(difference) > threshold { return Cut(difference: difference, threshold: threshold) }
        }
      }
      return nil
    }
  }
}

extension ADWIN {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.expect(buckets.count, "the number of buckets")
    for index in buckets.indices {
      try coder.code(&buckets[index].total)
      try coder.code(&buckets[index].squaredDeviations)
      try coder.code(&buckets[index].mark)
    }
    for index in rows.indices {
      try coder.code(&rows[index].start)
      try coder.code(&rows[index].count)
    }
    try coder.code(&rowCount)
    try coder.code(&updatesToCheck)
    try coder.code(&mustReset)
    try coder.code(&width)
    try coder.code(&total)
    try coder.code(&totalOfSquares)
    try evidence.code(with: &coder)
    try coder.check(rows.indices.contains(rowCount - 1), "there are no so many rows of buckets")
  }
}
