/// Reads the parts of an encoded `ReferenceProfile`, within the bytes' bounds.
struct ReferenceReader {
  /// No count is larger: sums of two stay far from overflow, and a `Double` holds each exactly.
  static let countLimit = 1 << 53

  private let bytes: [UInt8]
  private(set) var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func readByte() throws(ReferenceProfile.DecodingError) -> UInt8 {
    guard offset < bytes.count else { throw .truncated(offset: offset) }
    offset += 1
    return bytes[offset - 1]
  }

  mutating func readCount() throws(ReferenceProfile.DecodingError) -> Int {
    let start = offset
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 56, by: 7) {
      guard offset < bytes.count else { throw .truncated(offset: start) }
      let byte = try readByte()
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 {
        guard value <= UInt64(Self.countLimit) else { throw .invalid("a count above 2^53", offset: start) }
        return Int(value)
      }
    }
    throw .invalid("a count above 2^53", offset: start)
  }

  /// The count of values that follow, each of at least `size` bytes.
  mutating func readCount(ofBytes size: Int) throws(ReferenceProfile.DecodingError) -> Int {
    let start = offset
    let count = try readCount()
    guard count <= (bytes.count - offset) / size else { throw .truncated(offset: start) }
    return count
  }

  mutating func readFloat() throws(ReferenceProfile.DecodingError) -> Float {
    guard bytes.count - offset >= 4 else { throw .truncated(offset: offset) }
    let pattern = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
    offset += 4
    return Float(bitPattern: UInt32(littleEndian: pattern))
  }

  mutating func readText() throws(ReferenceProfile.DecodingError) -> [UInt8] {
    let count = try readCount(ofBytes: 1)
    offset += count
    return Array(bytes[offset - count..<offset])
  }
}
