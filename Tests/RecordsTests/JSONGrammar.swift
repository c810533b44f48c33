/// RFC 8259 by brute force: the oracle of what is JSON. Half a surrogate pair is none, since no UTF-8 can hold it.
struct JSONGrammar {
  private let bytes: [UInt8]
  private var place = 0

  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard String(validating: bytes, as: UTF8.self) != nil else { return false }
    var grammar = JSONGrammar(bytes)
    grammar.skipSpace()
    guard grammar.takesValue() else { return false }
    grammar.skipSpace()
    return grammar.place == bytes.count
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: Character? { place < bytes.count ? Character(UnicodeScalar(bytes[place])) : nil }

  private mutating func takes(_ text: String) -> Bool {
    guard bytes[place...].starts(with: text.utf8) else { return false }
    place += text.utf8.count
    return true
  }

  private mutating func takes(anyOf characters: String) -> Bool {
    guard let next, characters.contains(next) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
  }

  private mutating func takesValue() -> Bool {
    switch next {
    case "{": return takesList(close: "}") { $0.takesMember() }
    case "[": return takesList(close: "]") { $0.takesValue() }
    case "\"": return takesString()
    case "t": return takes("true")
    case "f": return takes("false")
    case "n": return takes("null")
    default: return takesNumber()
    }
  }

  private mutating func takesList(close: String, item: (inout JSONGrammar) -> Bool) -> Bool {
    place += 1
    skipSpace()
    if takes(close) { return true }
    repeat {
      skipSpace()
      guard item(&self) else { return false }
      skipSpace()
    } while takes(",")
    return takes(close)
  }

  private mutating func takesMember() -> Bool {
    guard next == "\"", takesString() else { return false }
    skipSpace()
    guard takes(":") else { return false }
    skipSpace()
    return takesValue()
  }

  private mutating func takesString() -> Bool {
    place += 1
    while place < bytes.count, bytes[place] >= 0x20 {
      if takes("\"") { return true }
      if takes("\\") {
        guard takesEscape() else { return false }
      } else {
        place += 1
      }
    }
    return false
  }

  private mutating func takesEscape() -> Bool {
    if takes(anyOf: "\"\\/bfnrt") { return true }
    guard takes("u"), let first = takeHexadecimal() else { return false }
    switch first {
    case 0xd800...0xdbff:
      guard takes("\\u"), let second = takeHexadecimal() else { return false }
      return (0xdc00...0xdfff).contains(second)
    case 0xdc00...0xdfff: return false
    default: return true
    }
  }

  private mutating func takeHexadecimal() -> Int? {
    let start = place
    for _ in 0..<4 { guard takes(anyOf: "0123456789abcdefABCDEF") else { return nil } }
    return Int(String(decoding: bytes[start..<place], as: UTF8.self), radix: 16)
  }

  private mutating func takesNumber() -> Bool {
    _ = takes("-")
    if !takes("0") { guard takesDigits() else { return false } }
    if takes(".") { guard takesDigits() else { return false } }
    if takes(anyOf: "eE") {
      _ = takes(anyOf: "+-")
      guard takesDigits() else { return false }
    }
    return true
  }

  private mutating func takesDigits() -> Bool {
    let start = place
    while takes(anyOf: "0123456789") {}
    return place > start
  }
}
