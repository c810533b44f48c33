/// What the reader of the answers saw at a steady rate: how long each took, and the longest silence.
struct SteadyFigures: Sendable {
  /// Milliseconds from before the producer's send to the consumer's receipt.
  struct Latency: Encodable, Sendable {
    var p50: Double
    var p99: Double
    var p999: Double
  }

  private(set) var latencies: [Int64] = []
  /// The longest time between two answers that came one after the other, in nanoseconds.
  private(set) var longestGap: Int64 = 0
  private var last: Int64 = 0

  var count: Int { latencies.count }

  mutating func note(sent: Int64, received: Int64) {
    latencies.append(received - sent)
    if last > 0 { longestGap = max(longestGap, received - last) }
    last = received
  }

  var latency: Latency {
    let sorted = latencies.sorted()
    func quantile(_ share: Double) -> Double {
      guard !sorted.isEmpty else { return .nan }
      return (Double(sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]) / 1e6).rounded(places: 2)
    }
    return Latency(p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999))
  }

  var longestGapMilliseconds: Double { (Double(longestGap) / 1e6).rounded(places: 2) }
}
