import Glibc
import Records

/// A window of blocks, whose borders are the places where it may be cut: neighbouring blocks of about one mean are merged from
/// time to time, the older the sooner. A detection keeps the blocks behind the cut.
///
/// Huang, Koh, Dobbie & Pears, "Detecting Volatility Shift in Data Streams", 2014, with the linear growth of the merging
/// tolerance. Cuts are tried from the newest border to the oldest, with ADWIN's bound. The variance is exact, by blocks; MOA
/// accumulates it with the mean without the newest value, and keeps the share of what was cut off. Of numbers in [0, 1]
/// the tolerance merges all that is older than 1/(tolerance · growth) blocks, so that the blocks are bounded.
struct SEED: StreamingTest {
  fileprivate struct Block: Hashable, Sendable {
    var count = 0
    var total = 0.0
    /// Σ (value − mean)² of its values.
    var squaredDeviations = 0.0
    /// The mark of its first value.
    var mark: Int64 = 0

    mutating func add(_ value: Double) {
      let before = count > 0 ? total / Double(count) : value
      count += 1
      total += value
      squaredDeviations += (value - before) * (value - total / Double(count))
    }

    /// Takes in the block that follows.
    mutating func append(_ next: Block) {
      let difference = total / Double(count) - next.total / Double(next.count)
      let (n, m) = (Double(count), Double(next.count))
      squaredDeviations += next.squaredDeviations + difference * difference * n * m / (n + m)
      count += next.count
      total += next.total
    }
  }

  let delta: Double
  let blockCount: Int
  let tolerance: Double
  let growth: Double
  let compressEvery: Int

  /// Oldest first; the last one is being filled.
  private var blocks: [Block] = []
  private var blocksToCompression: Int
  private(set) var evidence = StreamEvidence()

  init(delta: Double, blockCount: Int, tolerance: Double, growth: Double, compressEvery: Int) {
    precondition(blockCount > 1 && compressEvery > 0, "SEED's blocks hold two values at least")
    self.delta = delta
    self.blockCount = blockCount
    self.tolerance = tolerance
    self.growth = growth
    self.compressEvery = compressEvery
    blocksToCompression = compressEvery
    blocks.reserveCapacity(2 * compressEvery + Int(min(10_000, 1 / (tolerance * growth))))
  }

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    if blocks.isEmpty || blocks[blocks.count - 1].count >= blockCount { open(at: mark) }
    blocks[blocks.count - 1].add(value)
    guard blocks[blocks.count - 1].count == blockCount, blocks.count > 1 else { return false }
    return cut()
  }

  private mutating func open(at mark: Int64) {
    blocksToCompression -= 1
    if blocksToCompression <= 0 {
      compress()
      blocksToCompression = compressEvery
    }
    blocks.append(Block(mark: mark))
  }

  /// Merges each block with the one before it where their means differ by less than a tolerance that grows with age.
  private mutating func compress() {
    var allowed = 0.0
    var newer = blocks.count - 1
    while newer > 0 {
      allowed += tolerance * growth
      let (left, right) = (blocks[newer - 1], blocks[newer])
      if abs(left.total / Double(left.count) - right.total / Double(right.count)) < allowed {
        blocks[newer - 1].append(right)
        blocks[newer].count = 0
      }
      newer -= 1
    }
    closeGaps()
  }

  /// Moves the blocks that are left together.
  private mutating func closeGaps() {
    var kept = 0
    for index in blocks.indices where blocks[index].count > 0 {
      if kept < index { blocks[kept] = blocks[index] }
      kept += 1
    }
    blocks.removeLast(blocks.count - kept)
  }

  private mutating func cut() -> Bool {
    var whole = blocks[0]
    for index in 1..<blocks.count { whole.append(blocks[index]) }
    let width = Double(whole.count)
    let logarithm = log(2 * log(width) / delta)
    let variance = whole.squaredDeviations / width
    var (newer, newerTotal) = (0.0, 0.0)
    for index in stride(from: blocks.count - 1, to: 0, by: -1) {
      newer += Double(blocks[index].count)
      newerTotal += blocks[index].total
      let older = width - newer
      let harmonic = 1 / older + 1 / newer
      let threshold = (2 * harmonic * variance * logarithm).squareRoot() + 2.0 / 3.0 * logarithm * harmonic
      let (meanBefore, meanAfter) = ((whole.total - newerTotal) / older, newerTotal / newer)
      guard abs(meanAfter - meanBefore) > threshold else { continue }
      evidence.statistic = abs(meanAfter - meanBefore)
      evidence.threshold = threshold
      evidence.meanBefore = meanBefore
      evidence.meanAfter = meanAfter
      evidence.direction = meanAfter > meanBefore ? 1 : -1
      evidence.since = blocks[index].mark
      evidence.count = Int(newer)
      blocks.removeFirst(index)
      return true
    }
    return false
  }
}

extension SEED {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&blocks, filler: Block()) { block, coder throws(StateProblem) in
      try coder.code(&block.count)
      try coder.code(&block.total)
      try coder.code(&block.squaredDeviations)
      try coder.code(&block.mark)
    }
    try coder.code(&blocksToCompression)
    try evidence.code(with: &coder)
  }
}
