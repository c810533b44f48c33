/// How far a window reaches back.
enum WindowExtent: Hashable, Sendable {
  /// Events with a time in (t − extent, t], in milliseconds.
  case time(milliseconds: Int64)
  /// The newest so many events of the key, in the order of their times.
  case events(Int)

  var canonicalText: String {
    switch self {
    case .time(let milliseconds): CanonicalText.milliseconds(milliseconds)
    case .events(let count): "\(count) events"
    }
  }
}
