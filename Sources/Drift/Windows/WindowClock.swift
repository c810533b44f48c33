import Records

/// Cuts a stream into windows, by rows or by event time, and knows the span of the one that is open.
///
/// A row that comes late counts in the window that is open. A run of `lateLimit` late rows means that the stream's clock went
/// back (or that one row was dated far ahead): the windows then start again at the newest row's time.
struct WindowClock: Hashable, Sendable {
  static let lateLimit = 1_000

  let policy: DriftSettings.Window
  /// Rows in the open window.
  private(set) var count = 0
  /// The smallest and the largest time of the open window's rows.
  private(set) var from = Int64.max
  private(set) var to = Int64.min
  /// By time: the number of the open window since 1970; nil until it has a row.
  private(set) var number: Int64?
  private var lateRows = 0

  init(policy: DriftSettings.Window) {
    self.policy = policy
    switch policy {
    case .events(let rows): precondition(rows > 0, "a window holds a row")
    case .time(let duration): precondition(duration.milliseconds > 0, "a window lasts a millisecond at least")
    }
  }

  var span: Alert.Window {
    Alert.Window(from: Timestamp(milliseconds: from), to: Timestamp(milliseconds: to), count: count)
  }

  /// Takes rows from `start` on for as long as they belong to the open window.
  ///
  /// - Returns: the end of those rows, and whether the window closes there.
  mutating func take(_ times: UnsafeBufferPointer<Int64>, from start: Int) -> (end: Int, closes: Bool) {
    switch policy {
    case .events(let limit):
      let end = min(times.count, start + limit - count)
      for index in start..<end { note(times[index]) }
      return (end, count == limit)
    case .time(let duration):
      let length = duration.milliseconds
      for index in start..<times.count {
        let time = times[index]
        let current = time >= 0 ? time / length : (time - length + 1) / length
        if let number, current > number || lateRows >= Self.lateLimit { return (index, true) }
        if number == nil { number = current }
        lateRows = current < number! ? lateRows + 1 : 0
        note(time)
      }
      return (times.count, false)
    }
  }

  private mutating func note(_ time: Int64) {
    count += 1
    from = min(from, time)
    to = max(to, time)
  }

  /// Opens the next window.
  mutating func open() {
    count = 0
    from = .max
    to = .min
    number = nil
    lateRows = 0
  }
}
