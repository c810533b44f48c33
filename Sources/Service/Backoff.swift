import Foundation

/// A wait that doubles, for what is tried again: 0.1 s to 10 s.
struct Backoff {
  private static let shortest = 0.1
  private static let longest = 10.0
  private var seconds = Backoff.shortest

  mutating func reset() { seconds = Self.shortest }

  /// Waits on the calling thread, which must be one of our own, or until the signal is raised.
  mutating func wait(until stop: StopSignal) {
    stop.wait(atMost: seconds)
    seconds = min(seconds * 2, Self.longest)
  }
}
