import ArgumentParser
import Pipeline

/// A duration as pipeline files write it: `250ms 10s 5m 24h 7d`.
struct DurationArgument: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard let duration = Quantity.duration(argument) else { return nil }
    self.duration = duration
  }
}
