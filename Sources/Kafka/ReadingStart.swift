import Records

/// Where reading a partition begins.
package enum ReadingStart: Hashable, Sendable {
  case earliest
  /// Only what comes from now on.
  case latest
  case offset(Int64)
  /// The first record at or after that time; the end when there is none.
  case time(Timestamp)
}
