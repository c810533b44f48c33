import Records

/// The panes of all busy keys of a window: runs of old events of which only the aggregates are kept.
///
/// A key's panes stand in one block, oldest first.
struct PaneStore: Sendable {
  /// Panes a key.
  static let capacity = 128

  struct Head: Sendable {
    /// The time of its newest event: when that leaves the window, so does the pane.
    var newest = -Double.infinity
    var events = 0.0
  }

  let laneCount: Int
  let extremeCount: Int
  var heads: [Head] = []
  /// `lanes[pane * laneCount + lane]`
  var lanes: [LaneAccumulator] = []
  /// The oldest value of each lane, missing ones skipped.
  var firsts: [Double] = []
  /// `extremes[pane * extremeCount + extreme]`, signed as the window's plan says.
  var extremes: [Double] = []
  private var freeBlocks: [Int32] = []

  init(laneCount: Int, extremeCount: Int) {
    self.laneCount = laneCount
    self.extremeCount = extremeCount
  }

  /// The pane at a place of a block.
  @inline(__always)
  func pane(_ block: Int32, _ place: Int32) -> Int { Int(block) * Self.capacity + Int(place) }

  mutating func allocate() -> Int32 {
    if let block = freeBlocks.popLast() { return block }
    let block = heads.count / Self.capacity
    heads.append(contentsOf: repeatElement(Head(), count: Self.capacity))
    lanes.append(contentsOf: repeatElement(LaneAccumulator(), count: Self.capacity * laneCount))
    firsts.append(contentsOf: repeatElement(.nan, count: Self.capacity * laneCount))
    extremes.append(contentsOf: repeatElement(.infinity, count: Self.capacity * extremeCount))
    return Int32(block)
  }

  mutating func release(_ block: Int32) { freeBlocks.append(block) }

  /// Makes the pane one of no events.
  mutating func clear(_ pane: Int) {
    heads[pane] = Head()
    for lane in 0..<laneCount {
      lanes[pane * laneCount + lane] = LaneAccumulator()
      firsts[pane * laneCount + lane] = .nan
    }
    for extreme in 0..<extremeCount { extremes[pane * extremeCount + extreme] = .infinity }
  }

  /// Closes the gap that the pane at `place` leaves, of `count`.
  mutating func remove(_ block: Int32, _ place: Int32, count: Int32) {
    for next in place..<count - 1 { copy(pane(block, next + 1), to: pane(block, next)) }
  }

  /// Merges the two neighbours that have the fewest events together, so that panes stay of about one size.
  mutating func mergeSmallestNeighbours(_ block: Int32, count: Int32) {
    var best: Int32 = 0
    var fewest = Double.infinity
    for place in 0..<count - 1 {
      let events = heads[pane(block, place)].events + heads[pane(block, place + 1)].events
      if events < fewest { (best, fewest) = (place, events) }
    }
    absorb(pane(block, best + 1), into: pane(block, best))
    remove(block, best + 1, count: count)
  }

  private mutating func absorb(_ newer: Int, into older: Int) {
    heads[older].newest = max(heads[older].newest, heads[newer].newest)
    heads[older].events += heads[newer].events
    for lane in 0..<laneCount {
      lanes[older * laneCount + lane].add(lanes[newer * laneCount + lane])
      if firsts[older * laneCount + lane].isNaN {
        firsts[older * laneCount + lane] = firsts[newer * laneCount + lane]
      }
    }
    for extreme in 0..<extremeCount {
      let least = min(extremes[older * extremeCount + extreme], extremes[newer * extremeCount + extreme])
      extremes[older * extremeCount + extreme] = least
    }
  }

  private mutating func copy(_ source: Int, to target: Int) {
    heads[target] = heads[source]
    for lane in 0..<laneCount {
      lanes[target * laneCount + lane] = lanes[source * laneCount + lane]
      firsts[target * laneCount + lane] = firsts[source * laneCount + lane]
    }
    for extreme in 0..<extremeCount {
      extremes[target * extremeCount + extreme] = extremes[source * extremeCount + extreme]
    }
  }

  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&heads, filler: Head()) { head, coder throws(StateProblem) in
      try coder.code(&head.newest)
      try coder.code(&head.events)
    }
    try coder.code(&lanes, filler: LaneAccumulator()) { lane, coder throws(StateProblem) in
      try lane.code(with: &coder)
    }
    try coder.code(&firsts)
    try coder.code(&extremes)
    try coder.code(&freeBlocks)
    try coder.check(
      heads.count % Self.capacity == 0 && lanes.count == heads.count * laneCount && firsts.count == lanes.count
        && extremes.count == heads.count * extremeCount
        && freeBlocks.allSatisfy { $0 >= 0 && Int($0) < heads.count / Self.capacity },
      "the panes of a window do not fit each other")
  }
}
