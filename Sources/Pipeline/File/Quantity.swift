/// The quantities of pipeline files and flags as people write them: `10m`, `64MiB`, `5000`, `20%`.
///
/// Every reader answers nil for what it does not understand, and never traps.
package enum Quantity {
  /// Ten years: longer than any topic is kept, short enough that sums cannot overflow.
  package static let longestDuration = Duration.seconds(3_650 * 86_400)

  /// How a duration is written, for messages.
  package static let durationExamples = "250ms, 10s, 5m, 24h or 7d"

  /// `250ms`, `10s`, `5m`, `24h`, `7d`.
  package static func duration(_ text: some StringProtocol) -> Duration? {
    guard let (amount, unit) = wholeAmountAndUnit(text), let milliseconds = millisecondsOfUnit(unit) else { return nil }
    let (product, overflow) = amount.multipliedReportingOverflow(by: milliseconds)
    guard !overflow, product <= longestDuration.components.seconds * 1_000 else { return nil }
    return .milliseconds(product)
  }

  /// The shortest text that reads back as the duration; parts of a millisecond are dropped.
  package static func text(of duration: Duration) -> String {
    let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    for unit in ["d", "h", "m", "s"] {
      guard let size = millisecondsOfUnit(unit).map(Int64.init), milliseconds != 0, milliseconds % size == 0 else {
        continue
      }
      return "\(milliseconds / size)\(unit)"
    }
    return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
  }

  /// `512B`, `64KiB`, `64MiB`, `10GiB`, `1TiB`, or powers of ten as `64KB`, `64MB`, `10GB`, `1TB`: bytes.
  package static func byteCount(_ text: some StringProtocol) -> Int? {
    guard let (amount, unit) = wholeAmountAndUnit(text) else { return nil }
    let size: Int? =
      switch unit {
      case "B": 1
      case "KiB": 1 << 10
      case "MiB": 1 << 20
      case "GiB": 1 << 30
      case "TiB": 1 << 40
      case "KB": 1_000
      case "MB": 1_000_000
      case "GB": 1_000_000_000
      case "TB": 1_000_000_000_000
      default: nil
      }
    guard let size else { return nil }
    let (product, overflow) = amount.multipliedReportingOverflow(by: size)
    return overflow ? nil : product
  }

  /// The shortest text that reads back as the number of bytes.
  package static func text(ofByteCount count: Int) -> String {
    for (place, unit) in ["TiB", "GiB", "MiB", "KiB"].enumerated() {
      let size = 1 << (40 - 10 * place)
      if count != 0, count % size == 0 { return "\(count / size)\(unit)" }
    }
    return "\(count)B"
  }

  /// `5000`, with or without its unit's name: `count("5000 events", of: "events")`.
  package static func count(_ text: some StringProtocol, of unit: String) -> Int? {
    let words = text.split(separator: " ")
    guard words.count == 1 || (words.count == 2 && (words[1] == unit || words[1] + "s" == unit)) else { return nil }
    return wholeNumber(words[0])
  }

  /// Digits only, `_` between them allowed.
  package static func wholeNumber(_ text: some StringProtocol) -> Int? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    guard let first = text.utf8.first, first != UInt8(ascii: "_"), !digits.isEmpty,
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// `0.2`, `-1e-3`, `5_000`; neither infinite nor not-a-number, and in decimal.
  package static func number(_ text: some StringProtocol) -> Double? {
    let allowed = Set("0123456789+-.eE_".utf8)
    guard text.utf8.allSatisfy(allowed.contains), let first = text.utf8.first, first != UInt8(ascii: "_") else {
      return nil
    }
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else { return nil }
    return number
  }

  /// `20%` or `0.2`.
  package static func share(_ text: some StringProtocol) -> Double? {
    guard text.hasSuffix("%") else { return number(text) }
    return number(text.dropLast()).map { $0 / 100 }
  }

  /// `24 per day`, `3 per hour`, `5 per 12h`: how many in which period.
  package static func rate(_ text: some StringProtocol) -> (count: Int, period: Duration)? {
    let words = text.split(separator: " ")
    guard words.count == 3, words[1] == "per", let count = wholeNumber(words[0]) else { return nil }
    let period: Duration? =
      switch words[2] {
      case "minute": .seconds(60)
      case "hour": .seconds(3_600)
      case "day": .seconds(86_400)
      case "week": .seconds(7 * 86_400)
      default: duration(words[2])
      }
    return period.map { (count, $0) }
  }

  private static func wholeAmountAndUnit(_ text: some StringProtocol) -> (amount: Int, unit: String)? {
    let digits = text.prefix { $0.isASCII && ($0.isWholeNumber || $0 == "_") }
    let unit = text[digits.endIndex...]
    guard let amount = wholeNumber(digits) else { return nil }
    return (amount, String(unit.first == " " ? unit.dropFirst() : unit))
  }

  private static func millisecondsOfUnit(_ unit: String) -> Int? {
    switch unit {
    case "ms": 1
    case "s": 1_000
    case "m": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    default: nil
    }
  }
}
