/// Reads `BinaryJSON`, within the bytes' bounds. Numbers are big-endian.
struct BinaryJSONReader {
  struct Malformed: Error {
    var offset: Int
  }

  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  /// - Parameter bytes: must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func readValue() throws(Malformed) -> BinaryJSON { try readValue(try read(UInt8.self)) }

  private mutating func readValue(_ marker: UInt8) throws(Malformed) -> BinaryJSON {
    switch marker {
    case UInt8(ascii: "Z"), UInt8(ascii: "N"): return .null
    case UInt8(ascii: "T"): return .bool(true)
    case UInt8(ascii: "F"): return .bool(false)
    case UInt8(ascii: "d"): return .number(Double(Float(bitPattern: try read(UInt32.self))))
    case UInt8(ascii: "D"): return .number(Double(bitPattern: try read(UInt64.self)))
    case UInt8(ascii: "S"): return .text(try readText())
    case UInt8(ascii: "C"): return .text(String(UnicodeScalar(try read(UInt8.self))))
    case UInt8(ascii: "["): return try readArray()
    case UInt8(ascii: "{"): return try readObject()
    default: return .integer(try readInteger(marker))
    }
  }

  private mutating func readInteger(_ marker: UInt8) throws(Malformed) -> Int {
    switch marker {
    case UInt8(ascii: "i"): return Int(try read(Int8.self))
    case UInt8(ascii: "U"): return Int(try read(UInt8.self))
    case UInt8(ascii: "I"): return Int(try read(Int16.self))
    case UInt8(ascii: "l"): return Int(try read(Int32.self))
    case UInt8(ascii: "L"): return Int(try read(Int64.self))
    default: throw Malformed(offset: offset - 1)
    }
  }

  private mutating func readCount() throws(Malformed) -> Int {
    let start = offset
    let count = try readInteger(try read(UInt8.self))
    guard (0...bytes.count).contains(count) else { throw Malformed(offset: start) }
    return count
  }

  private mutating func readText() throws(Malformed) -> String {
    let count = try readCount()
    guard count <= bytes.count - offset else { throw Malformed(offset: offset) }
    defer { offset += count }
    return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
  }

  private mutating func readArray() throws(Malformed) -> BinaryJSON {
    if try take("$") {
      let type = try read(UInt8.self)
      guard try take("#") else { throw Malformed(offset: offset) }
      return try readNumbers(type, count: try readCount())
    }
    var values: [BinaryJSON] = []
    if try take("#") {
      for _ in 0..<(try readCount()) { values.append(try readValue()) }
    } else {
      while try !take("]") { values.append(try readValue()) }
    }
    return .array(values)
  }

  private mutating func readNumbers(_ type: UInt8, count: Int) throws(Malformed) -> BinaryJSON {
    if type == UInt8(ascii: "d") {
      var floats: [Float] = []
      for _ in 0..<count { floats.append(Float(bitPattern: try read(UInt32.self))) }
      return .floats(floats)
    }
    var integers: [Int] = []
    for _ in 0..<count { integers.append(try readInteger(type)) }
    return .integers(integers)
  }

  private mutating func readObject() throws(Malformed) -> BinaryJSON {
    var members: [String: BinaryJSON] = [:]
    if try take("#") {
      for _ in 0..<(try readCount()) {
        let key = try readText()
        members[key] = try readValue()
      }
    } else {
      while try !take("}") {
        let key = try readText()
        members[key] = try readValue()
      }
    }
    return .object(members)
  }

  /// Steps over the byte if it is next.
  private mutating func take(_ scalar: Unicode.Scalar) throws(Malformed) -> Bool {
    guard offset < bytes.count else { throw Malformed(offset: offset) }
    guard bytes[offset] == UInt8(ascii: scalar) else { return false }
    offset += 1
    return true
  }

  private mutating func read<Number: FixedWidthInteger>(_ type: Number.Type) throws(Malformed) -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= bytes.count - offset else { throw Malformed(offset: offset) }
    defer { offset += size }
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }
}
