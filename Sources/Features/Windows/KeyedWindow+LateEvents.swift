/// Events older than the newest of their key.
extension KeyedWindow {
  /// Writes the aggregates as of the event's own time, and puts it in its place unless it is later than the lateness.
  mutating func takeLate(_ event: EventView, _ key: inout KeyRecord, _ record: Int) {
    let isKept = event.time >= key.newest - lateness
    if isKept { makeRoom(&key, record) }
    let position = upperBound(event.time, key)
    let entries = firstEntry(asOf: event.time, before: position, key)..<position
    let events = addUp(event, entries, key)
    write(event, key, Self.asOfRecord, entries: entries, events: events)
    if isKept { insert(event, at: position, &key, record) } else { counters.lateEvents += 1 }
  }

  /// How many entries are not newer than the time.
  private func upperBound(_ moment: Double, _ key: KeyRecord) -> Int {
    var (low, high) = (0, Int(key.count))
    while low < high {
      let middle = (low + high) / 2
      if time(middle, key) <= moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The first entry of the window that ends with an event before `position`.
  private func firstEntry(asOf moment: Double, before position: Int, _ key: KeyRecord) -> Int {
    timeExtent.isFinite ? min(position, upperBound(moment - timeExtent, key)) : max(0, position - (eventExtent - 1))
  }

  /// Adds the entries and the event up in the record for earlier times. Returns the events in that window.
  private mutating func addUp(_ event: EventView, _ entries: Range<Int>, _ key: KeyRecord) -> Double {
    let record = Self.asOfRecord
    for lane in 0..<laneCount {
      let withSquare = plan.needsSquares[lane]
      var accumulator = LaneAccumulator()
      for position in entries { accumulator.add(value(position, lane, key), withSquare: withSquare) }
      accumulator.add(event.value(plan.lanes[lane]), withSquare: withSquare)
      accumulators[record * laneCount + lane] = accumulator
    }
    for extreme in 0..<extremeCount {
      var least = event.signed(plan.extremes[extreme], lanes: plan.lanes)
      for position in entries { least = min(least, signed(position, extreme, key)) }
      back[record * extremeCount + extreme] = least
    }
    for place in 0..<distinctCount { countDistinct(event, entries, key, place) }
    return Double(entries.count + 1) + addPanes(asOf: event.time, key)
  }

  /// Adds the panes that lie in the window as of the time. Returns their events.
  private mutating func addPanes(asOf moment: Double, _ key: KeyRecord) -> Double {
    var events = 0.0
    for place in 0..<key.paneCount {
      let pane = panes.pane(key.paneBlock, place)
      let newest = panes.heads[pane].newest
      guard newest > moment - timeExtent, newest <= moment else { continue }
      events += panes.heads[pane].events
      for lane in 0..<laneCount { accumulators[lane].add(panes.lanes[pane * laneCount + lane]) }
      for extreme in 0..<extremeCount {
        back[extreme] = min(back[extreme], panes.extremes[pane * extremeCount + extreme])
      }
    }
    return events
  }

  private mutating func countDistinct(_ event: EventView, _ entries: Range<Int>, _ key: KeyRecord, _ place: Int) {
    let lane = plan.distinctLanes[place]
    distinctScratch.removeAll(keepingCapacity: true)
    for position in entries {
      let value = value(position, lane, key)
      if !value.isNaN { distinctScratch.append(value) }
    }
    let own = event.value(plan.lanes[lane])
    if !own.isNaN { distinctScratch.append(own) }
    distinctScratch.sort()
    var count = 0
    for position in distinctScratch.indices
    where position == 0 || distinctScratch[position] != distinctScratch[position - 1] { count += 1 }
    asOfDistinct[place] = Double(min(count, bounds.maximumDistinctValues))
  }

  // MARK: Insertion

  private mutating func insert(_ event: EventView, at position: Int, _ key: inout KeyRecord, _ record: Int) {
    for target in (position..<Int(key.count)).reversed() {
      let (from, to) = (entry(target, key), entry(target + 1, key))
      for offset in 0..<stride { ring.storage[to + offset] = ring.storage[from + offset] }
    }
    writeEntry(event, at: entry(position, key))
    key.count += 1
    let isInside = timeExtent.isFinite ? event.time > key.newest - timeExtent : position >= Int(key.outside)
    var isInexact = false
    if isInside {
      enter(event, record)
      lowerExtremes(event, at: position, &key, record)
      if Int(key.count - key.outside) > eventExtent { isInexact = leave(&key, record) }
    } else {
      key.outside += 1
      key.flip += 1
    }
    forget(&key)
    if isInexact { addUp(key, record) }
  }

  /// Lets the event count in the extremes of all windows that begin with it or before.
  private mutating func lowerExtremes(_ event: EventView, at position: Int, _ key: inout KeyRecord, _ record: Int) {
    let isInFront = position < Int(key.flip)
    if isInFront { key.flip += 1 }
    for extreme in 0..<extremeCount {
      let value = event.signed(plan.extremes[extreme], lanes: plan.lanes)
      let suffix = 1 + laneCount + extreme
      guard isInFront else {
        back[record * extremeCount + extreme] = min(back[record * extremeCount + extreme], value)
        continue
      }
      let following =
        position + 1 < Int(key.flip) ? ring.storage[entry(position + 1, key) + suffix] : Double.infinity
      ring.storage[entry(position, key) + suffix] = min(value, following)
      for earlier in Int(key.outside)..<position {
        let place = entry(earlier, key) + suffix
        ring.storage[place] = min(ring.storage[place], value)
      }
    }
  }
}
