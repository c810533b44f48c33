import Records

/// What a window holds, as bytes. Records keep their numbers, and rings their places, since the order of evictions goes by
/// them; of a ring only the entries that count are written.
extension KeyedWindow {
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.expect(stride, "the number of values of an entry")
    try coder.expect(laneCount, "the number of sums of a key")
    try coder.expect(distinctCount, "the number of a key's counts of different values")
    try codeRecords(with: &coder)
    try coder.code(&back)
    try coder.code(&paneLeast)
    try codeRings(with: &coder)
    try keyBytes.code(with: &coder)
    try coder.code(&keyBytes.storage)
    try panes.code(with: &coder)
    try valueCounts.code(with: &coder)
    try coder.code(&freeRecords)
    try coder.code(&eventCount)
    try coder.code(&newestTime)
    try coder.code(&hand)
    try counters.code(with: &coder)
    guard coder.isReading else { return }
    try check(coder)
    findAgain()
  }

  private mutating func codeRecords(with coder: inout StateCoder) throws(StateProblem) {
    // Loops of our own: millions of keys would feel what a closure through another target costs.
    let recordCount = try coder.codeCount(records.count)
    if coder.isReading { records = Array(repeating: KeyRecord(), count: recordCount) }
    for index in 0..<recordCount { try records[index].code(with: &coder) }
    let sumCount = try coder.codeCount(accumulators.count)
    if coder.isReading { accumulators = Array(repeating: LaneAccumulator(), count: sumCount) }
    for index in 0..<sumCount { try accumulators[index].code(with: &coder) }
  }

  private mutating func codeRings(with coder: inout StateCoder) throws(StateProblem) {
    try ring.code(with: &coder)
    let room = try coder.codeCount(ring.storage.count, of: 0)
    if coder.isReading {
      try coder.check(room <= bounds.maximumEntries * 8 * stride, "the rings take more room than they may have")
      ring.storage = Array(repeating: 0, count: room)
    }
    reservedEntries = 0
    for record in records where record.ringLevel >= 0 {
      let capacity = 1 << Int(min(record.ringLevel, 62))
      try coder.check(
        record.ringLevel <= largestRingLevel && record.ringBlock >= 0 && Int(record.count) <= capacity
          && record.head >= 0 && record.count >= 0 && record.ringBlock + capacity * stride <= room,
        "a ring lies outside of its room")
      reservedEntries += capacity
      for position in 0..<Int(record.count) {
        let place = entry(position, record)
        // From `flip` on entries carry no extremes: what stands in their place means nothing.
        let width = position < Int(record.flip) ? stride : 1 + laneCount
        for offset in 0..<width { try coder.code(&ring.storage[place + offset]) }
      }
    }
  }

  /// Whether the parts fit each other, so that no later step reads out of bounds.
  private func check(_ coder: StateCoder) throws(StateProblem) {
    let count = records.count
    try coder.check(
      accumulators.count == count * laneCount && back.count == count * extremeCount
        && paneLeast.count == count * extremeCount && valueCounts.tableCount == count * distinctCount
        && count > (plan.key == nil ? Self.globalRecord : Self.asOfRecord)
        && freeRecords.allSatisfy { $0 > Self.asOfRecord && $0 < count } && hand > 0,
      "the parts of a window do not fit each other")
    for record in records where record.lastSeen > 0 {
      try coder.check(
        record.keyBlock >= 0 && record.keyLength >= 0
          && record.keyBlock + min(Int(record.keyLength), Self.keptKeyByteCount) <= keyBytes.storage.count
          && Int(record.paneBlock) < panes.heads.count / PaneStore.capacity
          && record.outside >= 0 && record.outside <= record.count && record.flip >= 0,
        "a key lies outside of its room")
    }
  }

  /// Makes the index anew: it holds the records that have been seen.
  private mutating func findAgain() {
    index = KeyIndex()
    guard plan.key != nil else { return }
    index.reserve(records.count)
    for record in records.indices where records[record].lastSeen > 0 {
      index.insert(records[record].hash, record: record)
    }
  }
}

extension KeyRecord {
  @inline(__always)
  fileprivate mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&hash)
    try coder.code(&keyBlock)
    try coder.code(&keyLength)
    try coder.code(&ringBlock)
    try coder.code(&ringLevel)
    try coder.code(&head)
    try coder.code(&count)
    try coder.code(&outside)
    try coder.code(&flip)
    try coder.code(&paneBlock)
    try coder.code(&paneCount)
    try coder.code(&paneEvents)
    try coder.code(&newest)
    try coder.code(&lastSeen)
  }
}

extension LaneAccumulator {
  @inline(__always)
  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&count)
    try coder.code(&sum.high)
    try coder.code(&sum.low)
    try coder.code(&squares.high)
    try coder.code(&squares.low)
    try coder.code(&magnitude)
  }
}

extension WindowCounters {
  fileprivate mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&evictedKeys)
    try coder.code(&expiredKeys)
    try coder.code(&lateEvents)
    try coder.code(&mergedPanes)
    try coder.code(&forgottenEntries)
    try coder.code(&uncountedValues)
    try coder.code(&untimedEvents)
  }
}
