import Drift
import Statistics

/// How a detector does on streams of errors whose change is known: what `freshet detect --score` prints.
struct DetectorScore: Sendable {
  /// The rate of ones before the change, and where it changes.
  static let rateBefore = 0.1
  static let changeAt = 10_000
  /// Updates after the change within which it must be found.
  static let reach = 5_000
  /// Updates that a gradual change takes.
  static let gradualWidth = 1_000
  static let ratesAfter = [0.15, 0.2, 0.3, 0.5]
  static let stationaryCount = 100_000

  /// On one kind of change.
  struct Change: Sendable {
    let isGradual: Bool
    let rateAfter: Double
    var streams = 0
    var found = 0
    var totalDelay = 0
    /// Detections before the change, of all streams.
    var early = 0

    /// Of the streams, the share whose change was found.
    var shareFound: Double { streams == 0 ? 0 : Double(found) / Double(streams) }
    /// Updates from the change to the first detection, of the streams in which it was found; nil where there is none.
    var meanDelay: Double? { found == 0 ? nil : Double(totalDelay) / Double(found) }
  }

  /// On one kind of stationary stream.
  struct Stationary: Sendable {
    let stream: StationaryStream
    var updates = 0
    var alarms = 0

    /// Alarms per 100,000 updates.
    var rate: Double { updates == 0 ? 0 : Double(alarms) / Double(updates) * 100_000 }
  }

  let name: String
  private(set) var changes: [Change]
  private(set) var stationary: [Stationary]

  /// - Parameter takesNumbers: whether the detector can be shown other values than 0 and 1.
  init(name: String, takesNumbers: Bool) {
    self.name = name
    stationary = StationaryStream.allCases.filter { takesNumbers || !$0.isOfNumbers }.map { Stationary(stream: $0) }
    changes = [false, true].flatMap { isGradual in
      Self.ratesAfter.map { Change(isGradual: isGradual, rateAfter: $0) }
    }
  }

  /// Runs the detector over the streams of one seed, each time from its beginning.
  mutating func run(seed: UInt64, detector: () -> ScoredDetector) {
    for index in changes.indices {
      var generator = SeededGenerator(seed: seed &* 1_000 &+ UInt64(index))
      var running = detector()
      changes[index].streams += 1
      for update in 0..<Self.changeAt + Self.reach {
        let bit = generator.uniform() < rate(changes[index], at: update) ? 1.0 : 0
        guard running.update(bit, at: Int64(update)) else { continue }
        if update < Self.changeAt {
          changes[index].early += 1
        } else {
          changes[index].found += 1
          changes[index].totalDelay += update - Self.changeAt
          break
        }
      }
    }
  }

  /// Runs the detector over a stationary stream of each kind, of one seed.
  mutating func runStationary(seed: UInt64, detector: () -> ScoredDetector) {
    for index in stationary.indices {
      var values = StationaryStream.Values(stationary[index].stream, seed: seed &* 1_000 &+ 900 &+ UInt64(index))
      var running = detector()
      for update in 0..<Self.stationaryCount where running.update(values.next(), at: Int64(update)) {
        stationary[index].alarms += 1
      }
      stationary[index].updates += Self.stationaryCount
    }
  }

  private func rate(_ change: Change, at update: Int) -> Double {
    guard update >= Self.changeAt else { return Self.rateBefore }
    let share = change.isGradual ? min(1, Double(update - Self.changeAt) / Double(Self.gradualWidth)) : 1
    return Self.rateBefore + share * (change.rateAfter - Self.rateBefore)
  }
}
