/// Text and numbers as HTML and SVG take them.
enum Markup {
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// At most two places: finer than a screen.
  static func number(_ value: Double) -> String {
    let rounded = value.rounded(places: 2)
    return Int(exactly: rounded).map(String.init) ?? "\(rounded)"
  }
}
