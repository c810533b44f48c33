/// Cuts an expression into tokens.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  /// The character at `position`, from 1.
  private var column = 1

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// The tokens of the expression; the last is `end`.
  static func tokens(of text: String) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(text)
    var tokens: [Token] = []
    repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
    return tokens
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var following: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private mutating func advance() {
    position += 1
    // Continuation bytes of UTF-8 belong to the character before them.
    while let byte = current, byte & 0xc0 == 0x80 { position += 1 }
    column += 1
  }

  private mutating func next() throws(ExpressionError) -> Token {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { advance() }
    let start = column
    guard let byte = current else { return Token(kind: .end, column: start) }
    let kind: Token.Kind
    switch byte {
    case _ where Self.isDigit(byte): kind = try number()
    case UInt8(ascii: ".") where following.map(Self.isDigit) == true: kind = try number()
    case _ where Self.isNameStart(byte): kind = .name(name())
    case UInt8(ascii: "`"): kind = .quotedName(try quotedName())
    case UInt8(ascii: "\""), UInt8(ascii: "'"): kind = .text(try text(closing: byte))
    default: kind = .symbol(try symbol())
    }
    return Token(kind: kind, column: start)
  }

  // MARK: Numbers

  private mutating func number() throws(ExpressionError) -> Token.Kind {
    let start = (position: position, column: column)
    digits()
    if current == UInt8(ascii: "."), following.map(Self.isDigit) == true || following.map(Self.isNameStart) != true {
      advance()
      digits()
    }
    exponent()
    if let byte = current, Self.isNameStart(byte) {
      while let byte = current, Self.isNamePart(byte) { advance() }
      return .measure(String(decoding: bytes[start.position..<position], as: UTF8.self))
    }
    let spelled = String(decoding: bytes[start.position..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard let value = Double(spelled), value.isFinite else {
      throw ExpressionError(column: start.column, message: "'\(spelled)' is not a number that a double can hold")
    }
    return .number(value)
  }

  private mutating func digits() {
    while let byte = current, Self.isDigit(byte) || byte == UInt8(ascii: "_") { advance() }
  }

  private mutating func exponent() {
    guard current == UInt8(ascii: "e") || current == UInt8(ascii: "E") else { return }
    let isSigned = following == UInt8(ascii: "-") || following == UInt8(ascii: "+")
    let digit = position + (isSigned ? 2 : 1)
    guard digit < bytes.count, Self.isDigit(bytes[digit]) else { return }
    advance()
    if isSigned { advance() }
    digits()
  }

  // MARK: Names and texts

  private mutating func name() -> String {
    let start = position
    while let byte = current {
      let continuesPath = byte == UInt8(ascii: ".") && following.map(Self.isNamePart) == true
      guard Self.isNamePart(byte) || continuesPath else { break }
      advance()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedName() throws(ExpressionError) -> String {
    let start = column
    advance()
    let first = position
    while let byte = current, byte != UInt8(ascii: "`") { advance() }
    guard current != nil else {
      throw ExpressionError(column: start, message: "the name opened here has no closing backquote")
    }
    let name = String(decoding: bytes[first..<position], as: UTF8.self)
    advance()
    return name
  }

  private mutating func text(closing quote: UInt8) throws(ExpressionError) -> String {
    let start = column
    var content: [UInt8] = []
    advance()
    while let byte = current, byte != quote {
      if byte == UInt8(ascii: "\\") {
        advance()
        content.append(try escaped())
        advance()
      } else {
        let first = position
        advance()
        content.append(contentsOf: bytes[first..<position])
      }
    }
    guard current != nil else {
      throw ExpressionError(
        column: start, message: "the text opened here has no closing \(Character(UnicodeScalar(quote)))")
    }
    advance()
    return String(decoding: content, as: UTF8.self)
  }

  private func escaped() throws(ExpressionError) -> UInt8 {
    switch current {
    case UInt8(ascii: "n"): return UInt8(ascii: "\n")
    case UInt8(ascii: "t"): return UInt8(ascii: "\t")
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): return bytes[position]
    default:
      throw ExpressionError(column: column, message: "a backslash in a text may be followed by \\ \" ' n or t only")
    }
  }

  // MARK: Symbols

  private static let symbols = ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", ","]
  private static let foreignSymbols = [
    "&&": "and", "||": "or", "<>": "!=", "**": "^", "=": "==", "!": "not", "&": "and", "|": "or",
  ]

  private mutating func symbol() throws(ExpressionError) -> String {
    let pair = following.map { String(decoding: [bytes[position], $0], as: UTF8.self) } ?? ""
    let single = String(decoding: [bytes[position]], as: UTF8.self)
    if let right = Self.foreignSymbols[pair] {
      throw ExpressionError(column: column, message: "'\(pair)' is not known here: write '\(right)'")
    }
    for symbol in [pair, single] where Self.symbols.contains(symbol) {
      for _ in symbol.utf8 { advance() }
      return symbol
    }
    if let right = Self.foreignSymbols[single] {
      throw ExpressionError(column: column, message: "'\(single)' is not known here: write '\(right)'")
    }
    throw ExpressionError(column: column, message: "'\(single)' has no meaning here")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
}
