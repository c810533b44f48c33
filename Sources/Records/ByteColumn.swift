/// A column of byte strings: one arena, and one (start, length) a row. A missing value has length -1.
///
/// Appending to a warm column allocates nothing. Rows are UTF-8 when they come from JSON.
package struct ByteColumn: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// The first byte of each row in `bytes`.
  package private(set) var starts: [Int32] = []
  /// The bytes in each row; -1 where the value is missing.
  package private(set) var lengths: [Int32] = []

  package init() {}

  package var count: Int { starts.count }

  /// Empties the column and keeps its storage.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
  }

  package mutating func append(_ value: UnsafeRawBufferPointer) {
    starts.append(Int32(truncatingIfNeeded: bytes.count))
    lengths.append(Int32(truncatingIfNeeded: value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func append(_ value: some Collection<UInt8>) {
    starts.append(Int32(truncatingIfNeeded: bytes.count))
    lengths.append(Int32(truncatingIfNeeded: value.count))
    bytes.append(contentsOf: value)
  }

  package mutating func append(_ value: String) {
    var value = value
    value.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends many rows at once, whose starts index `bytes`.
  package mutating func append(
    bytes: UnsafeRawBufferPointer, starts: UnsafeBufferPointer<Int32>, lengths: UnsafeBufferPointer<Int32>
  ) {
    precondition(self.bytes.count + bytes.count <= Int32.max, "a column of text holds less than 2 GiB")
    let base = Int32(self.bytes.count)
    self.bytes.append(contentsOf: bytes)
    if base == 0 {
      self.starts.append(contentsOf: starts)
    } else {
      for start in starts { self.starts.append(base + start) }
    }
    self.lengths.append(contentsOf: lengths)
  }

  /// Appends a row of another column.
  package mutating func append(_ row: Int, of other: ByteColumn) {
    if other.isMissing(row) { appendMissing() } else { other.withBytes(row) { append($0) } }
  }

  package mutating func appendMissing() {
    starts.append(Int32(truncatingIfNeeded: bytes.count))
    lengths.append(-1)
  }

  package func isMissing(_ row: Int) -> Bool { lengths[row] < 0 }

  /// The bytes of a row; empty where the value is missing.
  package subscript(row: Int) -> ArraySlice<UInt8> {
    let start = Int(starts[row])
    return bytes[start..<start + max(0, Int(lengths[row]))]
  }

  /// Calls `body` with the bytes of a row; none where the value is missing.
  package func withBytes<Result>(_ row: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    let start = Int(starts[row])
    let end = start + max(0, Int(lengths[row]))
    return try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
  }

  /// The row as text; nil where it is missing. Allocates: for the cold paths.
  package func string(_ row: Int) -> String? {
    isMissing(row) ? nil : String(decoding: self[row], as: UTF8.self)
  }
}
