/// Kafka records in one arena, as they pass between the drivers and the stages, in both directions.
///
/// The batch owns its bytes, so a stage never sees memory of the client library. Reading a record out costs nothing;
/// filling a warm batch allocates nothing. `padding` bytes behind the last record are always readable, which is what
/// lets the JSON decoder work in place.
package struct RecordBatch: Sendable {
  /// How many readable bytes stand behind the last record.
  package static let padding = 64

  /// One record: where its parts lie in the arena, and where it comes from or goes to.
  package struct Entry: Sendable {
    package var topic: Topic
    /// The partition that the record came from; -1 on the way out, when the key decides.
    package var partition: Int32
    /// The offset that the record was read at; -1 on the way out.
    package var offset: Int64
    /// Milliseconds since 1970, as Kafka keeps it.
    package var timestamp: Int64
    var keyStart: Int
    /// -1 for no key.
    var keyLength: Int
    var valueStart: Int
    /// -1 for a null value (a tombstone).
    var valueLength: Int
    var headersStart: Int
    var headersLength: Int
  }

  package private(set) var entries: [Entry] = []
  private var arena: [UInt8] = []
  private var used = 0

  package init() {}

  package var count: Int { entries.count }
  package var isEmpty: Bool { entries.isEmpty }
  /// The bytes of all keys, values and headers.
  package var byteCount: Int { used }

  /// Empties the batch and keeps its storage.
  package mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    used = 0
  }

  // MARK: Writing

  /// Starts a record; its key, value and headers follow by `appendKey`, `appendValue`, `appendHeader`, in any order,
  /// each in one piece.
  package mutating func begin(topic: Topic, partition: Int32 = -1, offset: Int64 = -1, timestamp: Timestamp) {
    entries.append(
      Entry(
        topic: topic, partition: partition, offset: offset, timestamp: timestamp.milliseconds, keyStart: used,
        keyLength: -1, valueStart: used, valueLength: -1, headersStart: used, headersLength: 0))
  }

  /// Appends a whole record; its headers, if any, follow by `appendHeader`.
  package mutating func append(
    topic: Topic, partition: Int32 = -1, offset: Int64 = -1, timestamp: Timestamp, key: UnsafeRawBufferPointer?,
    value: UnsafeRawBufferPointer?
  ) {
    let valueStart = used + (key?.count ?? 0)
    let end = valueStart + (value?.count ?? 0)
    entries.append(
      Entry(
        topic: topic, partition: partition, offset: offset, timestamp: timestamp.milliseconds, keyStart: used,
        keyLength: key?.count ?? -1, valueStart: valueStart, valueLength: value?.count ?? -1, headersStart: end,
        headersLength: 0))
    if let key { write(key) }
    if let value { write(value) }
  }

  package mutating func appendKey(_ key: UnsafeRawBufferPointer) {
    let last = entries.count - 1
    entries[last].keyStart = used
    entries[last].keyLength = key.count
    write(key)
  }

  package mutating func appendValue(_ value: UnsafeRawBufferPointer) {
    let last = entries.count - 1
    entries[last].valueStart = used
    entries[last].valueLength = value.count
    write(value)
  }

  /// Adds a header to the record begun last. All headers of a record must be added without a key or value between them.
  package mutating func appendHeader(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    appendHeader(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), value)
  }

  package mutating func appendHeader(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    let last = entries.count - 1
    if entries[last].headersLength == 0 { entries[last].headersStart = used }
    precondition(
      entries[last].headersStart + entries[last].headersLength == used, "a record's headers must be added together")
    let byteCount = 8 + name.count + value.count
    reserve(byteCount)
    arena.withUnsafeMutableBytes { arena in
      let header = UnsafeMutableRawBufferPointer(rebasing: arena[used..<used + byteCount])
      header.storeBytes(of: UInt32(name.count).littleEndian, toByteOffset: 0, as: UInt32.self)
      header.storeBytes(of: UInt32(value.count).littleEndian, toByteOffset: 4, as: UInt32.self)
      UnsafeMutableRawBufferPointer(rebasing: header[8...]).copyMemory(from: name)
      UnsafeMutableRawBufferPointer(rebasing: header[(8 + name.count)...]).copyMemory(from: value)
    }
    used += byteCount
    entries[last].headersLength += byteCount
  }

  /// Adds the headers of another batch's record to the record begun last, which has none yet.
  mutating func appendHeaders(of index: Int, in other: RecordBatch) {
    let headers = other.entries[index]
    let last = entries.count - 1
    precondition(entries[last].headersLength == 0, "a record's headers must be added together")
    entries[last].headersStart = used
    entries[last].headersLength = headers.headersLength
    other.arena.withUnsafeBytes { arena in
      write(
        UnsafeRawBufferPointer(rebasing: arena[headers.headersStart..<headers.headersStart + headers.headersLength]))
    }
  }

  /// Appends a whole record of another batch, with another destination.
  package mutating func append(
    _ index: Int, of other: RecordBatch, topic: Topic, partition: Int32 = -1, offset: Int64 = -1
  ) {
    var entry = other.entries[index]
    let start = min(entry.keyStart, entry.valueStart, entry.headersStart)
    let end = max(
      entry.keyStart + max(0, entry.keyLength), entry.valueStart + max(0, entry.valueLength),
      entry.headersStart + entry.headersLength)
    // A record's pieces lie together as a rule, and are copied in one go; what may lie between them is copied too.
    let shift = used - start
    entry.keyStart += shift
    entry.valueStart += shift
    entry.headersStart += shift
    entry.topic = topic
    entry.partition = partition
    entry.offset = offset
    entries.append(entry)
    other.arena.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
  }

  /// Takes back the record begun last.
  package mutating func removeLast() {
    let entry = entries.removeLast()
    used = min(entry.keyStart, entry.valueStart, entry.headersLength > 0 ? entry.headersStart : entry.valueStart)
  }

  /// Writes a value in place: `body` gets room for `byteCount` bytes and returns how many it wrote.
  mutating func appendValue(atMost byteCount: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    reserve(byteCount)
    let start = used
    let written = arena.withUnsafeMutableBufferPointer { body($0.baseAddress! + start) }
    precondition(written <= byteCount, "a value was written past its room")
    let last = entries.count - 1
    entries[last].valueStart = start
    entries[last].valueLength = written
    used += written
  }

  private mutating func write(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    arena.withUnsafeMutableBytes { target in
      UnsafeMutableRawBufferPointer(rebasing: target[used..<used + bytes.count]).copyMemory(from: bytes)
    }
    used += bytes.count
  }

  /// Makes room for so many bytes more, and the padding behind them.
  private mutating func reserve(_ byteCount: Int) {
    let needed = used + byteCount + Self.padding
    if arena.count < needed { grow(to: max(needed, arena.count * 2, 512)) }
  }

  private mutating func grow(to byteCount: Int) {
    // Only what is used is copied, and nothing is cleared: most of the room is written before it is ever read.
    arena = [UInt8](unsafeUninitializedCapacity: byteCount) { target, count in
      arena.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<used]))
      }
      count = byteCount
    }
  }

  // MARK: Reading

  /// Calls `body` with the whole arena; entries' ranges (`valueRange`) index it. For the decoder, which works in place.
  package func withArena<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try arena.withUnsafeBytes { try body($0) }
  }

  /// The value's place in the arena; nil for a null value.
  package func valueRange(_ index: Int) -> Range<Int>? {
    let entry = entries[index]
    return entry.valueLength < 0 ? nil : entry.valueStart..<entry.valueStart + entry.valueLength
  }

  /// The key's place in the arena; nil for no key.
  package func keyRange(_ index: Int) -> Range<Int>? {
    let entry = entries[index]
    return entry.keyLength < 0 ? nil : entry.keyStart..<entry.keyStart + entry.keyLength
  }

  /// The bytes of one record's key, value and headers.
  package func byteCount(_ index: Int) -> Int {
    let entry = entries[index]
    return max(0, entry.keyLength) + max(0, entry.valueLength) + entry.headersLength
  }

  package func withKey<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result
  ) rethrows
    -> Result
  {
    guard let range = keyRange(index) else { return try body(nil) }
    return try arena.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  package func withValue<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result
  ) rethrows
    -> Result
  {
    guard let range = valueRange(index) else { return try body(nil) }
    return try arena.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Calls `body` with the name and value of each header, in order.
  package func forEachHeader(
    _ index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    let entry = entries[index]
    try arena.withUnsafeBytes { arena in
      var cursor = entry.headersStart
      let end = cursor + entry.headersLength
      while cursor < end {
        let nameCount = Int(UInt32(littleEndian: arena.loadUnaligned(fromByteOffset: cursor, as: UInt32.self)))
        let valueCount = Int(UInt32(littleEndian: arena.loadUnaligned(fromByteOffset: cursor + 4, as: UInt32.self)))
        let name = cursor + 8
        let value = name + nameCount
        try body(
          UnsafeRawBufferPointer(rebasing: arena[name..<value]),
          UnsafeRawBufferPointer(rebasing: arena[value..<value + valueCount]))
        cursor = value + valueCount
      }
    }
  }

  /// The value of the first header of that name, or nil.
  package func withHeader<Result>(
    _ wanted: StaticString, of index: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result
  ) rethrows -> Result {
    var found: UnsafeRawBufferPointer?
    forEachHeader(index) { name, value in
      if found == nil, name.holds(wanted) { found = value }
    }
    return try body(found)
  }

  /// The value as text. Allocates: for the cold paths and for tests.
  package func valueString(_ index: Int) -> String? {
    withValue(index) { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The key as text. Allocates: for the cold paths and for tests.
  package func keyString(_ index: Int) -> String? {
    withKey(index) { $0.map { String(decoding: $0, as: UTF8.self) } }
  }

  /// The header as text. Allocates: for the cold paths and for tests.
  package func headerString(_ name: StaticString, of index: Int) -> String? {
    withHeader(name, of: index) { $0.map { String(decoding: $0, as: UTF8.self) } }
  }
}

extension RecordBatch {
  /// Appends a whole record given as text. For the cold paths and for tests.
  package mutating func append(
    topic: Topic, key: String?, value: String?, partition: Int32 = -1, offset: Int64 = -1, timestamp: Timestamp
  ) {
    begin(topic: topic, partition: partition, offset: offset, timestamp: timestamp)
    if var key { key.withUTF8 { appendKey(UnsafeRawBufferPointer($0)) } }
    if var value { value.withUTF8 { appendValue(UnsafeRawBufferPointer($0)) } }
  }
}
