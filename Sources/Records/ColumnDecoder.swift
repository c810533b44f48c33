import CSimdJSON

/// The owner of a decoder behind the C door, with its results after each call.
struct ColumnDecoder: Sendable {
  /// What a decoder is made from.
  struct Shape: Sendable {
    var schema: EventSchema
    var rootIsList: Bool
    var maximumByteCount: Int
    /// The longest text that a field takes, in bytes; nil for any.
    var maximumTextByteCount: Int?
  }

  /// Frees the C decoder with its last owner.
  ///
  /// Sendable unchecked: `decode` alone changes what is behind the pointer, and runs only for a unique owner
  /// (`makeUnique`), so that no two threads ever share it.
  private final class Handle: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ shape: Shape) {
      guard let pointer = freshet_json_decoder_create(shape.maximumByteCount, shape.rootIsList) else {
        fatalError("no memory for a JSON decoder, or none of simdjson's implementations runs on this processor")
      }
      self.pointer = pointer
      for field in shape.schema.fields { add(field, maximumTextByteCount: shape.maximumTextByteCount) }
    }

    deinit { freshet_json_decoder_destroy(pointer) }

    private func add(_ field: EventSchema.Field, maximumTextByteCount: Int?) {
      precondition(!field.path.isEmpty, "the field '\(field.name)' has no path")
      var bytes: [UInt8] = []
      var keys: [freshet_json_span] = []
      for key in field.path {
        keys.append(freshet_json_span(start: bytes.count, length: Int64(key.utf8.count)))
        bytes.append(contentsOf: key.utf8)
      }
      bytes.append(0)
      let settings = freshet_json_field(
        type: Self.type(of: field), is_required: field.isRequired,
        coerces_text: field.coercesText,
        minimum: field.minimum ?? -.infinity,
        maximum: (field.type.isNumeric ? field.maximum : maximumTextByteCount.map(Double.init)) ?? .infinity)
      guard freshet_json_decoder_add_field(pointer, settings, bytes, keys, keys.count) else {
        fatalError("out of memory for a JSON decoder")
      }
    }

    private static func type(of field: EventSchema.Field) -> freshet_json_type {
      switch field.type {
      case .double: .FRESHET_JSON_TYPE_DOUBLE
      case .int: .FRESHET_JSON_TYPE_INT
      case .bool: .FRESHET_JSON_TYPE_BOOL
      case .timestamp: field.timeUnit == .seconds ? .FRESHET_JSON_TYPE_SECONDS : .FRESHET_JSON_TYPE_MILLISECONDS
      case .string: .FRESHET_JSON_TYPE_STRING
      case .category: .FRESHET_JSON_TYPE_CATEGORY
      }
    }
  }

  private var handle: Handle

  init(_ shape: Shape) { handle = Handle(shape) }

  /// Must be called before `decode`: a copy gets a decoder of its own.
  mutating func makeUnique(_ shape: Shape) {
    if !isKnownUniquelyReferenced(&handle) { handle = Handle(shape) }
  }

  mutating func decode(_ arena: UnsafeRawBufferPointer, _ spans: [freshet_json_span]) {
    let base = arena.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard freshet_json_decode(handle.pointer, base, spans, spans.count) else {
      fatalError("out of memory, or over 2 GiB of text, while decoding \(spans.count) records")
    }
  }

  /// Appends the rows decoded last; `sources` has the record of each span.
  func append(to events: inout EventBatch, sources: [Int32]) {
    let count = freshet_json_row_count(handle.pointer)
    let rows = UnsafeBufferPointer(start: freshet_json_rows(handle.pointer), count: count)
    for row in rows { events.records.append(sources[Int(row)]) }
    for (field, settings) in events.schema.fields.enumerated() {
      if settings.type.isNumeric {
        let numbers = freshet_json_numbers(handle.pointer, field)
        events.numbers[field].append(contentsOf: UnsafeBufferPointer(start: numbers, count: count))
      } else {
        let text = freshet_json_text(handle.pointer, field)
        events.texts[field].append(
          bytes: UnsafeRawBufferPointer(start: text.bytes, count: text.byte_count),
          starts: UnsafeBufferPointer(start: text.starts, count: count),
          lengths: UnsafeBufferPointer(start: text.lengths, count: count))
      }
    }
    events.count += count
  }

  func forEachFailure(_ body: (freshet_json_failure) -> Void) {
    let count = freshet_json_failure_count(handle.pointer)
    for failure in UnsafeBufferPointer(start: freshet_json_failures(handle.pointer), count: count) { body(failure) }
  }
}
