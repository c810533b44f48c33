/// Reads JSON text into the values that `BinaryJSONReader` reads out of UBJSON, within the bytes' bounds.
///
/// An array of numbers becomes one of integers or of floats, as UBJSON has them; the nesting is bounded.
struct JSONValueReader {
  typealias Malformed = BinaryJSONReader.Malformed

  private static let deepest = 64
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  /// - Parameter bytes: must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func readDocument() throws(Malformed) -> BinaryJSON {
    let value = try readValue(depth: 0)
    skipBlanks()
    guard offset == bytes.count else { throw malformed }
    return value
  }

  private var malformed: Malformed { Malformed(offset: offset) }

  private mutating func readValue(depth: Int) throws(Malformed) -> BinaryJSON {
    guard depth < Self.deepest else { throw malformed }
    skipBlanks()
    guard offset < bytes.count else { throw malformed }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return try readObject(depth: depth)
    case UInt8(ascii: "["): return try readArray(depth: depth)
    case UInt8(ascii: "\""): return .text(try readText())
    case UInt8(ascii: "t"): return try readWord("true", .bool(true))
    case UInt8(ascii: "f"): return try readWord("false", .bool(false))
    case UInt8(ascii: "n"): return try readWord("null", .null)
    default: return try readNumber()
    }
  }

  private mutating func readObject(depth: Int) throws(Malformed) -> BinaryJSON {
    offset += 1
    var members: [String: BinaryJSON] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipBlanks()
      let key = try readText()
      guard take(":") else { throw malformed }
      members[key] = try readValue(depth: depth + 1)
    } while take(",")
    guard take("}") else { throw malformed }
    return .object(members)
  }

  private mutating func readArray(depth: Int) throws(Malformed) -> BinaryJSON {
    offset += 1
    var values: [BinaryJSON] = []
    if take("]") { return .array(values) }
    repeat { values.append(try readValue(depth: depth + 1)) } while take(",")
    guard take("]") else { throw malformed }
    return Self.packed(values)
  }

  private static func packed(_ values: [BinaryJSON]) -> BinaryJSON {
    var (integers, floats): ([Int], [Float]) = ([], [])
    for value in values {
      switch value {
      case .integer(let number):
        integers.append(number)
        floats.append(Float(number))
      case .number(let number): floats.append(Float(number))
      default: return .array(values)
      }
    }
    return integers.count == values.count ? .integers(integers) : .floats(floats)
  }

  private mutating func readText() throws(Malformed) -> String {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else { throw malformed }
    offset += 1
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try readEscape()
      default: text.append(byte)
      }
    }
    throw malformed
  }

  private mutating func readEscape() throws(Malformed) -> [UInt8] {
    guard offset < bytes.count else { throw malformed }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "u"):
      guard offset + 4 <= bytes.count,
        let code = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw malformed }
      offset += 4
      return Array(String(scalar).utf8)
    default: return [byte]
    }
  }

  private mutating func readNumber() throws(Malformed) -> BinaryJSON {
    let start = offset
    while offset < bytes.count, "+-0123456789.eE".utf8.contains(bytes[offset]) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if let number = Int(text) { return .integer(number) }
    guard let number = Double(text) else {
      offset = start
      throw malformed
    }
    return .number(number)
  }

  private mutating func readWord(_ word: String, _ value: BinaryJSON) throws(Malformed) -> BinaryJSON {
    guard bytes[offset...].starts(with: word.utf8) else { throw malformed }
    offset += word.utf8.count
    return value
  }

  private mutating func skipBlanks() {
    while offset < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[offset]) { offset += 1 }
  }

  /// Steps over blanks, and over the byte if it is next.
  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: scalar) else { return false }
    offset += 1
    return true
  }
}
