/// Tells code from comments and strings in Swift's text, well enough for the checks of this folder.
enum SwiftCode {
  /// The text with comments and the contents of string literals blanked out, line for line.
  static func stripped(_ text: String) -> String {
    var scanner = Scanner(Array(text.utf8))
    scanner.code(until: nil)
    return String(decoding: scanner.output, as: UTF8.self)
  }

  private struct Scanner {
    let input: [UInt8]
    var position = 0
    var output: [UInt8] = []

    init(_ input: [UInt8]) {
      self.input = input
      output.reserveCapacity(input.count)
    }

    func sees(_ text: String) -> Bool { input[position...].starts(with: text.utf8) }

    mutating func keep() {
      output.append(input[position])
      position += 1
    }

    mutating func blank(_ count: Int = 1) {
      for _ in 0..<count where position < input.count {
        output.append(input[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
        position += 1
      }
    }

    /// Copies code up to the end, or to the parenthesis that closes an interpolation.
    mutating func code(until close: UInt8?) {
      var depth = 0
      while position < input.count {
        if sees("//") {
          while position < input.count, input[position] != UInt8(ascii: "\n") { blank() }
        } else if sees("/*") {
          blockComment()
        } else if let hashes = hashesBeforeQuote() {
          string(hashes: hashes)
        } else {
          let byte = input[position]
          if byte == close, depth == 0 { return }
          if byte == UInt8(ascii: "(") { depth += 1 }
          if byte == UInt8(ascii: ")") { depth -= 1 }
          keep()
        }
      }
    }

    mutating func blockComment() {
      var depth = 0
      repeat {
        if sees("/*") {
          depth += 1
          blank(2)
        } else if sees("*/") {
          depth -= 1
          blank(2)
        } else {
          blank()
        }
      } while depth > 0 && position < input.count
    }

    /// The number of `#` before a quote that begins here; nil where no string begins.
    func hashesBeforeQuote() -> Int? {
      let hashes = input[position...].prefix { $0 == UInt8(ascii: "#") }.count
      let quote = position + hashes
      return quote < input.count && input[quote] == UInt8(ascii: "\"") ? hashes : nil
    }

    mutating func string(hashes: Int) {
      let fence = String(repeating: "#", count: hashes)
      blank(hashes)
      let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
      blank(quotes.utf8.count)
      while position < input.count {
        if sees(quotes + fence) {
          blank(quotes.utf8.count + hashes)
          return
        }
        if sees("\\" + fence + "(") {
          blank(2 + hashes)
          code(until: UInt8(ascii: ")"))
        } else if sees("\\" + fence) {
          blank(2 + hashes)
        } else {
          blank()
        }
      }
    }
  }
}
