import Records

/// Which offsets of the examples topic a training should read.
package enum ExampleSelection {
  /// Examples spread over partitions by a hash, so each holds about its share; this much more is read of each, so that the
  /// newest are among them.
  private static let slack = 1.25
  private static let smallestStretch = 256

  /// The stretches at the topic's end that hold the newest `count` examples.
  ///
  /// - Parameters:
  ///   - held: the offsets that the topic holds, a range a partition.
  ///   - delivery: how the examples are written. The end of a transaction takes an offset in each partition that it wrote
  ///     to, so that at worst every other offset is an example's.
  package static func newest(
    _ count: Int, since: Timestamp?, in held: [OffsetRange], delivery: DeliveryGuarantee
  ) -> Command.Examples {
    let share = Double(count) / Double(max(1, held.count))
    let examples = held.count == 1 ? Int64(count) : Int64(share * slack) + Int64(smallestStretch)
    let stretch = delivery == .exactlyOnce ? 2 * examples : examples
    let ranges = held.map { range in
      OffsetRange(partition: range.partition, from: max(range.from, range.to - stretch), to: range.to)
    }
    return Command.Examples(ranges: ranges.filter { $0.count > 0 }, newest: count, since: since)
  }
}
