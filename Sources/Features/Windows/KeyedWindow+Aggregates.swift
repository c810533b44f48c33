/// What a window says of an event.
extension KeyedWindow {
  /// Writes all aggregates of the event.
  /// - Parameters:
  ///   - record: whose running sums to read: the key's own, or the one for earlier times.
  ///   - entries: the entries in the event's window before the event itself.
  ///   - events: the events in the window, itself and panes included.
  @inline(__always)
  func write(_ event: EventView, _ key: KeyRecord, _ record: Int, entries: Range<Int>, events: Double) {
    for place in 0..<plan.outputs.count {
      let output = plan.outputs[place]
      let value: Double
      switch output.aggregate {
      case .count: value = output.lane < 0 ? events : accumulators[record * laneCount + output.lane].count
      case .sum:
        let accumulator = accumulators[record * laneCount + output.lane]
        value = accumulator.count > 0 ? accumulator.sum.high : .nan
      case .mean: value = accumulators[record * laneCount + output.lane].mean
      case .std: value = accumulators[record * laneCount + output.lane].sampleStandardDeviation
      case .min, .max: value = extreme(output.place, key, record)
      case .distinct: value = distinct(output.place, record)
      case .first: value = first(output.lane, event, key, entries)
      case .last:
        let own = event.value(plan.lanes[output.lane])
        value = own.isNaN ? previous(output.lane, key, entries) : own
      case .previous: value = previous(output.lane, key, entries)
      case .changed:
        let before = previous(output.lane, key, entries)
        let own = event.value(plan.lanes[output.lane])
        value = own.isNaN || before.isNaN ? .nan : own == before ? 0 : 1
      case .secondsSincePrevious:
        value = entries.isEmpty ? .nan : (event.time - time(entries.upperBound - 1, key)) / 1_000
      }
      event.write(value, output.register)
    }
  }

  func writeMissing(_ event: EventView) {
    for output in plan.outputs { event.write(.nan, output.register) }
  }

  private func extreme(_ place: Int, _ key: KeyRecord, _ record: Int) -> Double {
    var least = back[record * extremeCount + place]
    if record != Self.asOfRecord {
      least = min(least, paneLeast[record * extremeCount + place])
      if key.outside < key.flip {
        least = min(least, ring.storage[entry(Int(key.outside), key) + 1 + laneCount + place])
      }
    }
    return least < .infinity ? plan.extremes[place].sign * least : .nan
  }

  private func distinct(_ place: Int, _ record: Int) -> Double {
    record == Self.asOfRecord ? asOfDistinct[place] : Double(valueCounts.count(record * distinctCount + place))
  }

  /// The newest value before the event's own.
  private func previous(_ lane: Int, _ key: KeyRecord, _ entries: Range<Int>) -> Double {
    var position = entries.upperBound
    while position > entries.lowerBound {
      position -= 1
      let value = value(position, lane, key)
      if !value.isNaN { return value }
    }
    return .nan
  }

  /// The oldest value, out of the panes first.
  private func first(_ lane: Int, _ event: EventView, _ key: KeyRecord, _ entries: Range<Int>) -> Double {
    for place in 0..<key.paneCount {
      let pane = panes.pane(key.paneBlock, place)
      let newest = panes.heads[pane].newest
      guard newest <= event.time, newest > event.time - timeExtent else { continue }
      let value = panes.firsts[pane * laneCount + lane]
      if !value.isNaN { return value }
    }
    for position in entries {
      let value = value(position, lane, key)
      if !value.isNaN { return value }
    }
    return event.value(plan.lanes[lane])
  }
}
