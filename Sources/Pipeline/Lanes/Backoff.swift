/// How long to wait before what failed is tried again: doubling from 0.1 s to 10 s.
package struct Backoff: Sendable {
  private static let shortest = Duration.milliseconds(100)
  private static let longest = Duration.seconds(10)
  private var delay = Backoff.shortest

  package init() {}

  package mutating func reset() { delay = Self.shortest }

  /// The wait before the next attempt; the one after it is twice as long.
  package mutating func next() -> Duration {
    defer { delay = min(delay * 2, Self.longest) }
    return delay
  }
}
