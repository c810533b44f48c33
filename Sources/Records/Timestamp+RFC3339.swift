import CSimdJSON

extension Timestamp {
  /// The moment as people write it: `2024-11-23T07:15:30.250Z`.
  package var rfc3339: String {
    let (days, inDay) = milliseconds.quotientAndRemainderRoundedDown(by: 86_400_000)
    let (year, month, day) = Self.civil(days: days)
    let (hour, minute) = (inDay / 3_600_000, inDay / 60_000 % 60)
    let (second, fraction) = (inDay / 1_000 % 60, inDay % 1_000)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(fraction, 3))Z"
  }

  /// RFC 3339 text, with an offset or Z; nil where it is anything else. Parts of a millisecond are dropped.
  package init?(rfc3339 text: String) {
    var text = text
    var milliseconds: Int64 = 0
    let isValid = text.withUTF8 { bytes in
      bytes.baseAddress.map { freshet_rfc3339_parse($0, bytes.count, &milliseconds) } ?? false
    }
    guard isValid else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// The proleptic Gregorian date of a day since 1970-01-01.
  ///
  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (days + 719_468).quotientAndRemainderRoundedDown(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Int64 {
  fileprivate func quotientAndRemainderRoundedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
