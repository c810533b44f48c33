import CSimdJSON

/// Decodes JSON records into the columns of a schema, a batch at a time.
///
/// A record that does not fit is refused with its reason and leaves no trace in the columns; its neighbours are decoded
/// as if it were not there. The whole of a record is checked, so nothing malformed passes because no field is read from
/// that part. Of duplicate keys the first counts. Warm, nothing is allocated for records that fit.
///
/// A copy decodes like its original but shares no scratch memory with it.
package struct RecordDecoder: Sendable {
  /// The largest record that is read unless said otherwise: 1 MiB, Kafka's own default bound.
  package static let defaultMaximumByteCount = 1_048_576

  package let schema: EventSchema
  package let maximumByteCount: Int
  private let shape: ColumnDecoder.Shape
  private var columns: ColumnDecoder
  private var spans: [freshet_json_span] = []
  /// The record that each span belongs to.
  private var sources: [Int32] = []

  /// The longest text that is taken from a stranger's record, in bytes. What is made of a record repeats its id, and no
  /// broker takes a record much larger than the one it was made of.
  package static let longestText = 8_192

  /// - Parameter maximumTextByteCount: the longest text that a field takes; nil for any.
  package init(
    schema: EventSchema, maximumByteCount: Int = RecordDecoder.defaultMaximumByteCount,
    maximumTextByteCount: Int? = nil
  ) {
    self.init(
      schema: schema, rootIsList: false, maximumByteCount: maximumByteCount,
      maximumTextByteCount: maximumTextByteCount)
  }

  /// - Parameter rootIsList: whether a record is a flat array whose elements are the fields, in order.
  init(
    schema: EventSchema, rootIsList: Bool, maximumByteCount: Int = RecordDecoder.defaultMaximumByteCount,
    maximumTextByteCount: Int? = nil
  ) {
    self.schema = schema
    self.maximumByteCount = maximumByteCount
    shape = .init(
      schema: schema, rootIsList: rootIsList, maximumByteCount: maximumByteCount,
      maximumTextByteCount: maximumTextByteCount)
    columns = ColumnDecoder(shape)
  }

  /// Appends the records of `indices` that fit to `events`, and the others to `rejected`, each in order.
  package mutating func decode(
    _ batch: RecordBatch, _ indices: Range<Int>, into events: inout EventBatch, rejected: inout [DecodeFailure]
  ) {
    decode(batch, records: indices, into: &events, rejected: &rejected)
  }

  mutating func decode(
    _ batch: RecordBatch, records: some Collection<Int>, into events: inout EventBatch,
    rejected: inout [DecodeFailure]
  ) {
    precondition(events.schema == schema, "the batch of events has another schema than the decoder")
    spans.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    for record in records {
      let range = batch.valueRange(record)
      spans.append(freshet_json_span(start: range?.lowerBound ?? 0, length: range.map { Int64($0.count) } ?? -1))
      sources.append(Int32(record))
    }
    batch.withArena { decodeSpans(in: $0, into: &events, rejected: &rejected) }
  }

  /// Decodes pieces of the batch's arena other than values, such as headers; `records` has the record of each.
  mutating func decode(
    _ batch: RecordBatch, ranges: [Range<Int>], records: [Int32], into events: inout EventBatch,
    rejected: inout [DecodeFailure]
  ) {
    spans.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    for range in ranges { spans.append(freshet_json_span(start: range.lowerBound, length: Int64(range.count))) }
    sources.append(contentsOf: records)
    batch.withArena { decodeSpans(in: $0, into: &events, rejected: &rejected) }
  }

  private mutating func decodeSpans(
    in arena: UnsafeRawBufferPointer, into events: inout EventBatch, rejected: inout [DecodeFailure]
  ) {
    columns.makeUnique(shape)
    columns.decode(arena, spans)
    columns.append(to: &events, sources: sources)
    columns.forEachFailure { failure in
      let span = spans[Int(failure.record)]
      let value =
        span.length < 0 ? nil : UnsafeRawBufferPointer(rebasing: arena[span.start..<span.start + Int(span.length)])
      rejected.append(
        DecodeFailure(
          failure, in: value, record: Int(sources[Int(failure.record)]), schema: schema,
          maximumByteCount: maximumByteCount))
    }
  }
}
