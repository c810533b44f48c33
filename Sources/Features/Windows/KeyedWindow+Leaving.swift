/// How events leave a window.
extension KeyedWindow {
  /// Lets go of what is outside of the window as of the key's newest event.
  /// - Returns: whether the running sums must be added up anew.
  @inline(__always)
  mutating func expire(_ key: inout KeyRecord, _ record: Int) -> Bool {
    guard timeExtent.isFinite else { return false }
    let end = key.newest - timeExtent
    var isInexact = false
    while key.paneCount > 0, panes.heads[panes.pane(key.paneBlock, 0)].newest <= end {
      isInexact = dropOldestPane(&key, record) || isInexact
    }
    while key.outside < key.count, time(Int(key.outside), key) <= end {
      isInexact = leave(&key, record) || isInexact
    }
    return isInexact
  }

  /// Takes the oldest entry inside the window out of the running aggregates.
  mutating func leave(_ key: inout KeyRecord, _ record: Int) -> Bool {
    if extremeCount > 0, key.outside == key.flip { flip(&key, record) }
    let place = entry(Int(key.outside), key) + 1
    var isInexact = false
    for lane in 0..<laneCount {
      let value = ring.storage[place + lane]
      let mustAddUp = accumulators[record * laneCount + lane].remove(value, withSquare: plan.needsSquares[lane])
      isInexact = mustAddUp || isInexact
    }
    discount(Int(key.outside), key, record)
    key.outside += 1
    return isInexact
  }

  /// Takes the entry's values out of the counts of different values.
  private mutating func discount(_ position: Int, _ key: KeyRecord, _ record: Int) {
    for place in 0..<distinctCount {
      let value = value(position, plan.distinctLanes[place], key)
      if !value.isNaN { valueCounts.remove(value, from: record * distinctCount + place) }
    }
  }

  /// Makes every entry in the window carry the extremes from itself to the newest.
  mutating func flip(_ key: inout KeyRecord, _ record: Int) {
    for extreme in 0..<extremeCount {
      var least = Double.infinity
      for position in (Int(key.outside)..<Int(key.count)).reversed() {
        least = min(least, signed(position, extreme, key))
        ring.storage[entry(position, key) + 1 + laneCount + extreme] = least
      }
      back[record * extremeCount + extreme] = .infinity
    }
    key.flip = key.count
  }

  /// Adds up the running sums anew from the panes and the entries in the window.
  mutating func addUp(_ key: KeyRecord, _ record: Int) {
    for lane in 0..<laneCount {
      var accumulator = LaneAccumulator()
      for place in 0..<key.paneCount {
        accumulator.add(panes.lanes[panes.pane(key.paneBlock, place) * laneCount + lane])
      }
      for position in Int(key.outside)..<Int(key.count) {
        accumulator.add(value(position, lane, key), withSquare: plan.needsSquares[lane])
      }
      accumulators[record * laneCount + lane] = accumulator
    }
  }

  /// Drops entries outside of the window that no event within the lateness could still need.
  @inline(__always)
  mutating func forget(_ key: inout KeyRecord) {
    let horizon = key.newest - lateness
    if timeExtent.isFinite {
      while key.outside > 0, time(0, key) <= horizon - timeExtent { dropOldest(1, &key) }
    } else {
      while key.outside > 0, Int(key.count) >= eventExtent, time(eventExtent - 1, key) <= horizon {
        dropOldest(1, &key)
      }
    }
  }

  @inline(__always)
  mutating func dropOldest(_ entries: Int32, _ key: inout KeyRecord) {
    key.head = (key.head + entries) & ((1 << key.ringLevel) - 1)
    key.count -= entries
    key.outside = max(0, key.outside - entries)
    key.flip = max(0, key.flip - entries)
  }

  // MARK: Room

  /// Sees to it that the ring can take one more entry, and gives back what a burst left unused.
  @inline(__always)
  mutating func makeRoom(_ key: inout KeyRecord, _ record: Int) {
    if key.ringLevel < 0 { return resize(&key, record, level: Self.smallestRingLevel) }
    let capacity: Int32 = 1 << key.ringLevel
    if key.count == capacity {
      widen(&key, record)
    } else if key.ringLevel > Self.smallestRingLevel, key.count < capacity >> 3 {
      resize(&key, record, level: key.ringLevel - 1)
    }
  }

  private mutating func widen(_ key: inout KeyRecord, _ record: Int) {
    if key.ringLevel < largestRingLevel { return resize(&key, record, level: key.ringLevel + 1) }
    if key.outside > 0 {
      counters.forgottenEntries += Int(key.outside)
      dropOldest(key.outside, &key)
    } else {
      mergeOldest(&key, record)
    }
  }

  private mutating func resize(_ key: inout KeyRecord, _ record: Int, level: Int32) {
    let released = key.ringLevel < 0 ? 0 : 1 << Int(key.ringLevel)
    while reservedEntries - released + 1 << Int(level) > bounds.maximumEntries, evict(besides: record) {}
    let block = ring.allocate(level: Int(level))
    for position in 0..<Int(key.count) {
      let source = entry(position, key)
      for offset in 0..<stride { ring.storage[block + position * stride + offset] = ring.storage[source + offset] }
    }
    if key.ringLevel >= 0 { ring.release(key.ringBlock, level: Int(key.ringLevel)) }
    reservedEntries += 1 << Int(level) - released
    key.ringBlock = block
    key.ringLevel = level
    key.head = 0
  }

  // MARK: Panes

  /// Merges a sixty-fourth of a full ring, its oldest entries, into one pane.
  private mutating func mergeOldest(_ key: inout KeyRecord, _ record: Int) {
    let merged = max(1, (1 << key.ringLevel) >> 6) as Int32
    if extremeCount > 0, key.flip < merged { flip(&key, record) }
    let pane = newPane(&key)
    for position in 0..<Int(merged) {
      panes.heads[pane].newest = max(panes.heads[pane].newest, time(position, key))
      panes.heads[pane].events += 1
      for lane in 0..<laneCount {
        let value = value(position, lane, key)
        panes.lanes[pane * laneCount + lane].add(value, withSquare: plan.needsSquares[lane])
        if panes.firsts[pane * laneCount + lane].isNaN { panes.firsts[pane * laneCount + lane] = value }
      }
      for extreme in 0..<extremeCount {
        let place = pane * extremeCount + extreme
        panes.extremes[place] = min(panes.extremes[place], signed(position, extreme, key))
      }
      discount(position, key, record)
    }
    dropOldest(merged, &key)
    key.paneEvents += Double(merged)
    findPaneLeast(key, record)
  }

  private mutating func newPane(_ key: inout KeyRecord) -> Int {
    if key.paneBlock < 0 { key.paneBlock = panes.allocate() }
    if Int(key.paneCount) == PaneStore.capacity {
      panes.mergeSmallestNeighbours(key.paneBlock, count: key.paneCount)
      key.paneCount -= 1
      counters.mergedPanes += 1
    }
    let pane = panes.pane(key.paneBlock, key.paneCount)
    panes.clear(pane)
    key.paneCount += 1
    counters.mergedPanes += 1
    return pane
  }

  private mutating func dropOldestPane(_ key: inout KeyRecord, _ record: Int) -> Bool {
    let pane = panes.pane(key.paneBlock, 0)
    var isInexact = false
    for lane in 0..<laneCount {
      let gone = panes.lanes[pane * laneCount + lane]
      if gone.count > 0 { isInexact = accumulators[record * laneCount + lane].remove(gone) || isInexact }
    }
    key.paneEvents -= panes.heads[pane].events
    panes.remove(key.paneBlock, 0, count: key.paneCount)
    key.paneCount -= 1
    if key.paneCount == 0 {
      panes.release(key.paneBlock)
      key.paneBlock = -1
    }
    findPaneLeast(key, record)
    return isInexact
  }

  private mutating func findPaneLeast(_ key: KeyRecord, _ record: Int) {
    for extreme in 0..<extremeCount {
      var least = Double.infinity
      for place in 0..<key.paneCount {
        least = min(least, panes.extremes[panes.pane(key.paneBlock, place) * extremeCount + extreme])
      }
      paneLeast[record * extremeCount + extreme] = least
    }
  }
}
