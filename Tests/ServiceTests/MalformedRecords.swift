import Records
import Statistics

/// Values that are no events of the test's pipeline, each kind with the reason it must be refused for; a seed decides
/// where a record is cut, how deep it is nested and which byte is wrong.
struct MalformedRecords {
  struct Kind: Sendable {
    var name: String
    var error: DecodeFailure.Code
    var make: @Sendable (Int, inout SeededGenerator) -> [UInt8]?
  }

  static func event(_ index: Int, amount: String = "12.5") -> String {
    #"{"id":"e-\#(index)","ts":\#(1_767_225_600_000 + index),"card":{"id":"c-\#(index % 50)"},"amount":\#(amount)}"#
  }

  static let kinds: [Kind] = [
    Kind(name: "null value", error: .nullValue) { _, _ in nil },
    Kind(name: "empty", error: .empty) { _, _ in [] },
    Kind(name: "white space", error: .empty) { _, generator in
      (0..<Int.random(in: 1..<40, using: &generator)).map { _ in
        [0x20, 0x09, 0x0a, 0x0d].randomElement(using: &generator)!
      }
    },
    Kind(name: "truncated", error: .invalidJSON) { index, generator in
      let whole = Array(event(index).utf8)
      return Array(whole[..<Int.random(in: 1..<whole.count, using: &generator)])
    },
    Kind(name: "arrays too deep", error: .tooDeep) { index, generator in
      nested("[", "]", index, &generator)
    },
    Kind(name: "objects too deep", error: .tooDeep) { index, generator in
      nested(#"{"x":"#, "}", index, &generator)
    },
    Kind(name: "amount is text", error: .wrongType) { index, _ in Array(event(index, amount: #""12.5""#).utf8) },
    Kind(name: "amount is an object", error: .wrongType) { index, _ in Array(event(index, amount: "{}").utf8) },
    Kind(name: "amount is true", error: .wrongType) { index, _ in Array(event(index, amount: "true").utf8) },
    Kind(name: "card is no object", error: .wrongType) { index, _ in
      Array(event(index).replacing(#"{"id":"c-\#(index % 50)"}"#, with: #""c-\#(index % 50)""#).utf8)
    },
    Kind(name: "a time that is none", error: .wrongType) { index, _ in
      Array(#"{"id":"e-\#(index)","ts":"yesterday"}"#.utf8)
    },
    Kind(name: "a huge number", error: .outOfRange) { index, generator in
      Array(event(index, amount: "1e\(Int.random(in: 309..<99_999, using: &generator))").utf8)
    },
    Kind(name: "below the minimum", error: .outOfRange) { index, generator in
      Array(event(index, amount: "-\(Int.random(in: 1..<9_999, using: &generator))").utf8)
    },
    Kind(name: "a huge time", error: .outOfRange) { index, _ in
      Array(#"{"id":"e-\#(index)","ts":99999999999999999999999}"#.utf8)
    },
    Kind(name: "no id", error: .missingField) { index, _ in Array(#"{"ts":\#(index),"amount":1}"#.utf8) },
    Kind(name: "no time", error: .missingField) { index, _ in Array(#"{"id":"e-\#(index)"}"#.utf8) },
    Kind(name: "invalid UTF-8", error: .invalidUTF8) { index, generator in
      var bytes = Array(event(index).utf8)
      bytes[Int.random(in: 8..<bytes.count - 1, using: &generator)] = UInt8.random(in: 0xf8...0xff, using: &generator)
      return bytes
    },
    Kind(name: "Latin-1", error: .invalidUTF8) { index, _ in
      Array(#"{"id":"e-\#(index)","note":"caf"#.utf8) + [0xe9] + Array("\"}".utf8)
    },
    Kind(name: "UTF-16, little-endian", error: .wrongEncoding) { index, _ in
      event(index).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    },
    Kind(name: "UTF-16, big-endian", error: .wrongEncoding) { index, _ in
      event(index).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    },
    Kind(name: "UTF-16 with its mark", error: .wrongEncoding) { index, _ in
      [0xff, 0xfe] + event(index).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    },
    Kind(name: "UTF-8 with its mark", error: .wrongEncoding) { index, _ in [0xef, 0xbb, 0xbf] + event(index).utf8 },
    Kind(name: "not an object", error: .notAnObject) { index, _ in Array("[\(event(index))]".utf8) },
    Kind(name: "plain text", error: .notAnObject) { index, _ in Array("event \(index)".utf8) },
    Kind(name: "two objects", error: .invalidJSON) { index, _ in Array((event(index) + event(index)).utf8) },
    Kind(name: "NaN", error: .invalidJSON) { index, _ in Array(event(index, amount: "NaN").utf8) },
  ]

  /// The largest that a producer may send by default is 1 MB: whatever is wrong shows only at its end.
  static func large(_ index: Int, byteCount: Int) -> (value: [UInt8], error: DecodeFailure.Code) {
    let padding = [UInt8](repeating: UInt8(ascii: "a"), count: byteCount)
    let open = Array(#"{"id":"e-\#(index)","ts":1,"note":""#.utf8) + padding
    switch index % 4 {
    case 0: return (open, .invalidJSON)
    case 1: return (open + [0xff] + Array("\"}".utf8), .invalidUTF8)
    case 2: return (open + Array("\",\"amount\":[]}".utf8), .wrongType)
    default: return (Array(#"{"x":"#.utf8) + [UInt8](repeating: UInt8(ascii: "["), count: byteCount), .tooDeep)
    }
  }

  private static func nested(
    _ open: String, _ close: String, _ index: Int, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    let depth = Int.random(in: 300..<600, using: &generator)
    let value = String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    return Array(#"{"id":"e-\#(index)","ts":1,"note":\#(value)}"#.utf8)
  }
}
