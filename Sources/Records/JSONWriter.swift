import CSimdJSON

/// Writes JSON straight into memory that has room for it; nothing is allocated.
struct JSONWriter {
  /// The most bytes that a number takes.
  static let numberByteCount = 32
  /// The most bytes that a byte of text takes (`\u001f`).
  static let escapedByteCount = 6

  private let start: UnsafeMutablePointer<UInt8>
  private var cursor: UnsafeMutablePointer<UInt8>

  init(_ target: UnsafeMutablePointer<UInt8>) {
    start = target
    cursor = target
  }

  var byteCount: Int { cursor - start }

  mutating func write(_ literal: StaticString) {
    cursor.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
    cursor += literal.utf8CodeUnitCount
  }

  /// Bytes that are JSON already.
  mutating func write(json bytes: UnsafeRawBufferPointer) {
    UnsafeMutableRawPointer(cursor).copyMemory(
      from: bytes.baseAddress ?? UnsafeRawPointer(cursor), byteCount: bytes.count)
    cursor += bytes.count
  }

  /// The shortest decimal that reads back as the same number; null where it is not finite.
  mutating func write(_ number: Float) {
    guard number.isFinite else { return write("null") }
    cursor += freshet_json_write_float(cursor, number)
  }

  mutating func write(_ number: Double) {
    guard number.isFinite else { return write("null") }
    cursor += freshet_json_write_double(cursor, number)
  }

  mutating func write(_ number: Int64) {
    cursor += freshet_json_write_integer(cursor, number)
  }

  /// Text in quotes, escaped.
  mutating func write(text: UnsafeRawBufferPointer) {
    put(UInt8(ascii: "\""))
    for byte in text {
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        put(byte)
      } else {
        writeEscaped(byte)
      }
    }
    put(UInt8(ascii: "\""))
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    put(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): put(byte)
    case 0x0a: put(UInt8(ascii: "n"))
    case 0x0d: put(UInt8(ascii: "r"))
    case 0x09: put(UInt8(ascii: "t"))
    default:
      write("u00")
      put(Self.hexadecimal(byte >> 4))
      put(Self.hexadecimal(byte & 15))
    }
  }

  private mutating func put(_ byte: UInt8) {
    cursor.pointee = byte
    cursor += 1
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
