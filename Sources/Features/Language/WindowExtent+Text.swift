extension WindowExtent {
  /// Ten years: a longer window is a mistake, and would overflow nothing only by luck.
  static let longestMilliseconds: Int64 = 3_650 * 86_400_000

  /// Reads `10m`, `1h30m`, `100events`; nil where the text is no positive length.
  init?(_ text: String) {
    if text.hasSuffix("events"), let count = Int(text.dropLast("events".count)), count > 0 {
      self = .events(count)
      return
    }
    guard let milliseconds = Self.milliseconds(text) else { return nil }
    self = .time(milliseconds: milliseconds)
  }

  private static func milliseconds(_ text: String) -> Int64? {
    var total = 0.0
    var rest = Substring(text)
    while !rest.isEmpty {
      let number = rest.prefix { $0.isNumber || $0 == "." || $0 == "_" }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let value = Double(number.filter { $0 != "_" }), let size = milliseconds(unit: unit) else { return nil }
      total += value * size
    }
    guard total >= 1, total <= Double(longestMilliseconds), total == total.rounded() else { return nil }
    return Int64(total)
  }

  private static func milliseconds(unit: Substring) -> Double? {
    switch unit {
    case "ms": 1
    case "s": 1_000
    case "m", "min": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    case "w": 604_800_000
    default: nil
    }
  }
}
