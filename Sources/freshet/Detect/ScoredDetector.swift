import Drift

/// A detector under comparison, or the dummy that every comparison needs beside it.
enum ScoredDetector: Sendable {
  case test(StreamDetector)
  /// Fires each so many updates, whatever comes.
  case dummy(every: Int, updates: Int)

  mutating func update(_ value: Double, at mark: Int64) -> Bool {
    switch self {
    case .test(var detector):
      self = .dummy(every: 1, updates: 0)
      let fires = detector.update(value, at: mark)
      self = .test(detector)
      return fires
    case .dummy(let every, let updates):
      self = .dummy(every: every, updates: updates + 1)
      return (updates + 1) % every == 0
    }
  }
}
