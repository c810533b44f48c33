import Glibc
import Statistics

/// The kinds of streams without a change on which `freshet detect --score` counts false alarms.
enum StationaryStream: String, CaseIterable, Sendable {
  case rate02 = "rate .02"
  case rate05 = "rate .05"
  case rate1 = "rate .1"
  case rate3 = "rate .3"
  case rate5 = "rate .5"
  /// Normal about .3 with a standard deviation of .1, cut off at 0 and 1.
  case losses
  /// A rate of .3 in runs: each value is the one before with a probability of one half, else drawn anew.
  case runs

  var isOfNumbers: Bool { self == .losses }

  /// The values of one stream.
  struct Values {
    private let stream: StationaryStream
    private var generator: SeededGenerator
    private var previous = 0.0

    init(_ stream: StationaryStream, seed: UInt64) {
      self.stream = stream
      generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> Double {
      switch stream {
      case .rate02: bit(0.02)
      case .rate05: bit(0.05)
      case .rate1: bit(0.1)
      case .rate3: bit(0.3)
      case .rate5: bit(0.5)
      case .losses: min(1, max(0, 0.3 + 0.1 * normal()))
      case .runs: run()
      }
    }

    private mutating func bit(_ rate: Double) -> Double { generator.uniform() < rate ? 1 : 0 }

    private mutating func run() -> Double {
      if generator.uniform() < 0.5 { previous = bit(0.3) }
      return previous
    }

    /// Box & Muller.
    private mutating func normal() -> Double {
      (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }
  }
}
