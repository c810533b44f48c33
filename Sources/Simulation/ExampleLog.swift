import Records

/// The examples topic in memory: one partition, read by offset, whose oldest records are let go.
package struct ExampleLog: Sendable {
  /// Records are let go so many at a time.
  static let segmentCount = 1_024

  /// At least so many of the newest records are held.
  package let capacity: Int
  private var segments: [RecordBatch] = []
  private var start: Int64 = 0
  /// The offset that the next record gets.
  package private(set) var end: Int64 = 0

  package init(capacity: Int) {
    precondition(capacity > 0, "a log holds at least one record")
    self.capacity = capacity
  }

  /// The offsets that are held.
  package var held: OffsetRange { OffsetRange(partition: 0, from: start, to: end) }

  /// Appends a record of another batch as an example.
  package mutating func append(_ index: Int, of batch: RecordBatch) {
    if segments.last.map({ $0.count == Self.segmentCount }) ?? true { segments.append(RecordBatch()) }
    segments[segments.count - 1].append(index, of: batch, topic: .examples, partition: 0, offset: end)
    end += 1
    while held.count - Int64(segments[0].count) >= capacity { start += Int64(segments.removeFirst().count) }
  }

  /// Calls `body` with the batches that hold the records of a range; the first and the last may hold others as well.
  package func read(_ range: OffsetRange, _ body: (RecordBatch) -> Void) {
    var first = start
    for segment in segments {
      let next = first + Int64(segment.count)
      if first < range.to, next > range.from { body(segment) }
      first = next
    }
  }
}
