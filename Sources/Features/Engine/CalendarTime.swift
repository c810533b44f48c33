/// Parts of a moment in UTC, from milliseconds since 1970; missing stays missing.
///
/// The calendar is the proleptic Gregorian one: Howard Hinnant, "chrono-compatible low-level date algorithms".
enum CalendarTime {
  static func minute(_ milliseconds: Double) -> Double {
    (milliseconds / 60_000).rounded(.down) - hours(milliseconds) * 60
  }

  static func hour(_ milliseconds: Double) -> Double { hours(milliseconds) - days(milliseconds) * 24 }

  /// 0 for Monday to 6 for Sunday.
  static func dayOfWeek(_ milliseconds: Double) -> Double {
    // 1970-01-01 was a Thursday.
    let shifted = days(milliseconds) + 3
    return shifted - (shifted / 7).rounded(.down) * 7
  }

  static func dayOfMonth(_ milliseconds: Double) -> Double { date(milliseconds).map { Double($0.day) } ?? .nan }

  static func month(_ milliseconds: Double) -> Double { date(milliseconds).map { Double($0.month) } ?? .nan }

  private static func hours(_ milliseconds: Double) -> Double { (milliseconds / 3_600_000).rounded(.down) }

  private static func days(_ milliseconds: Double) -> Double { (milliseconds / 86_400_000).rounded(.down) }

  /// nil for what is missing or farther than 2^53 milliseconds away.
  private static func date(_ milliseconds: Double) -> (month: Int, day: Int)? {
    guard abs(milliseconds) <= 0x1p53 else { return nil }
    // Years begin with March here, so that a leap day is the last of its year; eras are 400 years.
    let fromMarch = Int(days(milliseconds)) + 719_468
    let era = (fromMarch >= 0 ? fromMarch : fromMarch - 146_096) / 146_097
    let dayOfEra = fromMarch - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9, day)
  }
}
