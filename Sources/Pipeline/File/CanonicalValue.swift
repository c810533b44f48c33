/// A JSON value whose text is the same for the same meaning: keys sorted, one way to write a number, no white space.
indirect enum CanonicalValue: Hashable, Sendable {
  case text(String)
  case number(Double)
  case whole(UInt64)
  case flag(Bool)
  case list([CanonicalValue])
  case table([String: CanonicalValue])

  /// A count.
  static func whole(_ count: Int) -> CanonicalValue { .whole(UInt64(count)) }

  /// The table without its absent values.
  static func table(present values: [String: CanonicalValue?]) -> CanonicalValue {
    .table(values.compactMapValues { $0 })
  }

  var json: String {
    var json = ""
    write(to: &json)
    return json
  }

  private func write(to json: inout String) {
    switch self {
    case .text(let text): Self.write(text, to: &json)
    case .number(let number): json += Self.text(of: number)
    case .whole(let number): json += "\(number)"
    case .flag(let flag): json += flag ? "true" : "false"
    case .list(let values):
      json += "["
      for (index, value) in values.enumerated() {
        if index > 0 { json += "," }
        value.write(to: &json)
      }
      json += "]"
    case .table(let entries):
      json += "{"
      // Compared by Unicode scalars: String's own order is by canonical equivalence.
      let keys = entries.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      for (index, key) in keys.enumerated() {
        if index > 0 { json += "," }
        Self.write(key, to: &json)
        json += ":"
        entries[key]?.write(to: &json)
      }
      json += "}"
    }
  }

  /// Whole numbers without a fraction, all others with the fewest digits that read back as the same.
  private static func text(of number: Double) -> String {
    if number == number.rounded(), abs(number) < 0x1p53 { return String(Int64(number)) }
    return "\(number)"
  }

  private static func write(_ text: String, to json: inout String) {
    json += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    json += "\""
  }
}
