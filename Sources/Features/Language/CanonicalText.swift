import Records

/// How literals, names and window lengths are spelled in canonical form.
enum CanonicalText {
  static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return value.description
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The name as it can be read back: in backquotes where it is no plain word.
  static func name(_ name: String) -> String {
    let tokens = try? Lexer.tokens(of: name)
    if let tokens, tokens.count == 2, case .name(name) = tokens[0].kind, !Keyword.isReserved(name) { return name }
    return "`\(name)`"
  }

  /// In the largest unit that divides it: `90s`, `1h`, `24h`, `7d`.
  static func milliseconds(_ milliseconds: Int64) -> String {
    let units: [(name: String, milliseconds: Int64)] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
    if milliseconds >= 172_800_000, milliseconds % 86_400_000 == 0 { return "\(milliseconds / 86_400_000)d" }
    for unit in units where milliseconds % unit.milliseconds == 0 {
      return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
    return "\(milliseconds)ms"
  }
}
