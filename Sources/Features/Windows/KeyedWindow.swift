import Records

/// The state of one keyed event-time window, and all aggregates over it.
///
/// Each key has a ring of its events in the order of their times, running sums over those in the window (so an event
/// costs the same whatever the window holds), suffix extremes (the two-stacks trick: amortised constant too) and value
/// counts for `distinct`. Arrays hold all keys' parts; nothing is allocated once they are as large as they get.
///
/// The same events in the same order give the same state, however they are cut into batches. There is no clock: time is
/// what the events say.
struct KeyedWindow: Sendable {
  /// The record that takes aggregates as of an earlier time; it belongs to no key.
  static let asOfRecord = 0
  /// The record of the window without a key.
  static let globalRecord = 1
  /// Rings begin with four entries.
  static let smallestRingLevel: Int32 = 2

  let plan: WindowPlan
  let bounds: WindowBounds
  let lateness: Double
  /// Infinite for a window of a number of events, and the other way round.
  let timeExtent: Double
  let eventExtent: Int
  let laneCount: Int
  let extremeCount: Int
  let distinctCount: Int
  /// Doubles of an entry: its time, its lanes, its suffix extremes.
  let stride: Int
  let largestRingLevel: Int32

  var index = KeyIndex()
  var records: [KeyRecord] = []
  /// `accumulators[record * laneCount + lane]`: sums over the entries in the window, panes included.
  var accumulators: [LaneAccumulator] = []
  /// `back[record * extremeCount + extreme]`: the least of the entries from `flip` on.
  var back: [Double] = []
  /// The least of the record's panes.
  var paneLeast: [Double] = []
  var valueCounts: ValueCounts
  var ring: BlockPool<Double>
  var keyBytes = BlockPool<UInt8>(unit: 8, filler: 0)
  var panes: PaneStore
  var freeRecords: [Int] = []
  /// Entries that all rings together have room for.
  var reservedEntries = 0
  /// Events seen, which orders the keys by when they were last seen.
  var eventCount = 0
  var newestTime = -Double.infinity
  /// Where the search for a key to evict goes on.
  var hand = 1
  /// Values of `distinct` as of an earlier time, and how many differ, a distinct lane each.
  var distinctScratch: [Double] = []
  var asOfDistinct: [Double]
  var counters = WindowCounters()
  /// Where reads ahead of need go; it means nothing.
  var warmth: UInt64 = 0

  init(plan: WindowPlan, lateness: Duration, bounds: WindowBounds) {
    self.plan = plan
    self.bounds = bounds
    self.lateness = Double(lateness.milliseconds)
    var entries = bounds.entriesPerKey
    switch plan.extent {
    case .time(let milliseconds): (timeExtent, eventExtent) = (Double(milliseconds), .max)
    case .events(let count):
      (timeExtent, eventExtent) = (.infinity, count)
      entries = max(entries, count + 1)
    }
    laneCount = plan.lanes.count
    extremeCount = plan.extremes.count
    distinctCount = plan.distinctLanes.count
    stride = 1 + laneCount + extremeCount
    largestRingLevel = Int32(Int.bitWidth - (entries - 1).leadingZeroBitCount)
    valueCounts = ValueCounts(maximum: bounds.maximumDistinctValues)
    ring = BlockPool(unit: stride, filler: 0)
    panes = PaneStore(laneCount: laneCount, extremeCount: extremeCount)
    asOfDistinct = Array(repeating: 0, count: distinctCount)
    _ = appendRecord()
    if plan.key == nil { _ = appendRecord() }
  }

  var keyCount: Int { plan.key == nil ? 1 : index.count }

  // MARK: Rows

  /// Takes the rows in, in order, and writes their aggregates.
  /// - Parameters:
  ///   - times: milliseconds a row, missing where NaN.
  ///   - registers: register `r` of row `i` is `registers[r * pitch + i]`.
  mutating func run(
    rows: Int, times: UnsafePointer<Double>, keys: KeyView?, registers: UnsafeMutablePointer<Double>, pitch: Int
  ) {
    for row in 0..<rows {
      if let keys, row % Self.warmingRows == 0 { warm(row..<min(row + Self.warmingRows, rows), keys) }
      let event = EventView(time: times[row], values: registers + row, pitch: pitch)
      guard event.time.isFinite else {
        counters.untimedEvents += 1
        writeMissing(event)
        continue
      }
      var record = Self.globalRecord
      if let keys {
        guard keys.lengths[row] >= 0 else {
          writeMissing(event)
          continue
        }
        record = self.record(of: keys.key(row), hash: keys.hashes[row])
      }
      eventCount += 1
      newestTime = max(newestTime, event.time)
      take(event, record)
    }
  }

  @inline(__always)
  private mutating func take(_ event: EventView, _ record: Int) {
    var key = records[record]
    key.lastSeen = eventCount
    if event.time >= key.newest {
      append(event, &key, record)
      write(event, key, record, entries: Int(key.outside)..<Int(key.count) - 1, events: insideEvents(key))
    } else {
      takeLate(event, &key, record)
    }
    records[record] = key
  }

  @inline(__always)
  func insideEvents(_ key: KeyRecord) -> Double { Double(key.count - key.outside) + key.paneEvents }

  /// Puts the newest event at the end of its key's ring.
  @inline(__always)
  private mutating func append(_ event: EventView, _ key: inout KeyRecord, _ record: Int) {
    key.newest = event.time
    var isInexact = expire(&key, record)
    makeRoom(&key, record)
    writeEntry(event, at: entry(Int(key.count), key))
    key.count += 1
    enter(event, record)
    for extreme in 0..<extremeCount {
      let place = record * extremeCount + extreme
      back[place] = min(back[place], event.signed(plan.extremes[extreme], lanes: plan.lanes))
    }
    if Int(key.count - key.outside) > eventExtent { isInexact = leave(&key, record) || isInexact }
    forget(&key)
    if isInexact { addUp(key, record) }
  }

  /// Adds the event to the running sums.
  @inline(__always)
  mutating func enter(_ event: EventView, _ record: Int) {
    for lane in 0..<laneCount {
      let value = event.value(plan.lanes[lane])
      accumulators[record * laneCount + lane].add(value, withSquare: plan.needsSquares[lane])
    }
    for place in 0..<distinctCount {
      let value = event.value(plan.lanes[plan.distinctLanes[place]])
      guard !value.isNaN else { continue }
      if !valueCounts.insert(value, into: record * distinctCount + place) { counters.uncountedValues += 1 }
    }
  }

  // MARK: Entries

  /// The place in the pool of the key's `position`-th entry, from the oldest.
  @inline(__always)
  func entry(_ position: Int, _ key: KeyRecord) -> Int {
    key.ringBlock + ((Int(key.head) + position) & ((1 << Int(key.ringLevel)) - 1)) * stride
  }

  @inline(__always)
  func time(_ position: Int, _ key: KeyRecord) -> Double { ring.storage[entry(position, key)] }

  @inline(__always)
  func value(_ position: Int, _ lane: Int, _ key: KeyRecord) -> Double { ring.storage[entry(position, key) + 1 + lane] }

  /// The entry's own value for an extreme: signed, infinite where missing.
  @inline(__always)
  func signed(_ position: Int, _ extreme: Int, _ key: KeyRecord) -> Double {
    plan.extremes[extreme].signed(value(position, plan.extremes[extreme].lane, key))
  }

  @inline(__always)
  mutating func writeEntry(_ event: EventView, at place: Int) {
    ring.storage[place] = event.time
    for lane in 0..<laneCount { ring.storage[place + 1 + lane] = event.value(plan.lanes[lane]) }
  }
}
