import Glibc

/// How keys come and go.
extension KeyedWindow {
  /// Of longer keys only so many bytes are kept; what tells them apart beyond is their length and hash.
  static let keptKeyByteCount = 256
  /// Keys looked at to find one to evict.
  private static let sampleSize = 32

  /// The record of the key, which is made when the key is new.
  @inline(__always)
  mutating func record(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    let found = index.find(hash) { matches($0, key, hash) }
    return found >= 0 ? found : insert(key, hash: hash)
  }

  @inline(__always)
  private func matches(_ record: Int, _ key: UnsafeRawBufferPointer, _ hash: UInt64) -> Bool {
    guard records[record].hash == hash, Int(records[record].keyLength) == key.count else { return false }
    guard let bytes = key.baseAddress else { return true }
    let block = records[record].keyBlock
    return keyBytes.storage.withUnsafeBytes { kept in
      memcmp(kept.baseAddress! + block, bytes, min(key.count, Self.keptKeyByteCount)) == 0
    }
  }

  private mutating func insert(_ key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    if index.count >= bounds.maximumKeys { _ = evict(besides: Self.asOfRecord) }
    let record = freeRecords.popLast() ?? appendRecord()
    records[record] = KeyRecord()
    records[record].hash = hash
    records[record].keyLength = Int32(truncatingIfNeeded: key.count)
    let kept = min(key.count, Self.keptKeyByteCount)
    records[record].keyBlock = keyBytes.allocate(level: Self.keyLevel(kept))
    for offset in 0..<kept { keyBytes.storage[records[record].keyBlock + offset] = key[offset] }
    index.insert(hash, record: record)
    return record
  }

  /// The level of the block that takes so many bytes, in blocks of 8.
  private static func keyLevel(_ byteCount: Int) -> Int {
    byteCount <= 8 ? 0 : Int.bitWidth - ((byteCount - 1) >> 3).leadingZeroBitCount
  }

  mutating func appendRecord() -> Int {
    records.append(KeyRecord())
    accumulators.append(contentsOf: repeatElement(LaneAccumulator(), count: laneCount))
    back.append(contentsOf: repeatElement(.infinity, count: extremeCount))
    paneLeast.append(contentsOf: repeatElement(.infinity, count: extremeCount))
    valueCounts.appendTables(distinctCount)
    return records.count - 1
  }

  // MARK: Eviction

  /// Drops one key: of a sample the first whose window has passed, else the least recently seen.
  /// - Parameter spared: a record that must stay.
  /// - Returns: whether there was one to drop.
  mutating func evict(besides spared: Int) -> Bool {
    guard plan.key != nil else { return false }
    var victim = -1
    var sampled = 0
    var looked = 0
    while sampled < Self.sampleSize, looked < records.count {
      hand = hand + 1 < records.count ? hand + 1 : 1
      looked += 1
      // A record never seen is free, or is being made.
      guard hand < records.count, hand != spared, records[hand].lastSeen > 0 else { continue }
      sampled += 1
      if hasPassed(hand) {
        counters.expiredKeys += 1
        remove(hand)
        return true
      }
      if victim < 0 || records[hand].lastSeen < records[victim].lastSeen { victim = hand }
    }
    guard victim >= 0 else { return false }
    counters.evictedKeys += 1
    remove(victim)
    return true
  }

  /// Whether the key's events are out of the window of an event with the newest time, lateness allowed.
  private func hasPassed(_ record: Int) -> Bool {
    records[record].newest + timeExtent + lateness <= newestTime
  }

  private mutating func remove(_ record: Int) {
    let key = records[record]
    index.remove(key.hash, record: record)
    keyBytes.release(key.keyBlock, level: Self.keyLevel(min(Int(key.keyLength), Self.keptKeyByteCount)))
    if key.ringLevel >= 0 {
      ring.release(key.ringBlock, level: Int(key.ringLevel))
      reservedEntries -= 1 << Int(key.ringLevel)
    }
    if key.paneBlock >= 0 { panes.release(key.paneBlock) }
    for lane in 0..<laneCount { accumulators[record * laneCount + lane] = LaneAccumulator() }
    for extreme in 0..<extremeCount {
      back[record * extremeCount + extreme] = .infinity
      paneLeast[record * extremeCount + extreme] = .infinity
    }
    for place in 0..<distinctCount { valueCounts.removeAll(record * distinctCount + place) }
    records[record] = KeyRecord()
    freeRecords.append(record)
  }
}
