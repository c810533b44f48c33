/// Writes the parts of an encoded `ReferenceProfile`.
struct ReferenceWriter {
  var bytes: [UInt8] = []

  /// An unsigned LEB128.
  mutating func write(count: Int) {
    precondition(count >= 0, "a count is not negative")
    var rest = UInt64(count)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(float: Float) {
    withUnsafeBytes(of: float.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(text: [UInt8]) {
    write(count: text.count)
    bytes.append(contentsOf: text)
  }
}
