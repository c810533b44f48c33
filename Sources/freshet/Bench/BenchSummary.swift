/// What a bench came to; rates are medians of its rounds, ratios medians of the rounds' own ratios.
struct BenchSummary: Encodable, Sendable {
  var events: Int
  var rounds: Int
  var partitions: Int
  /// `embedded`, or the brokers' addresses.
  var brokers: String
  var ioFloorPerSecond: Int
  var wholeLoopPerSecond: Int
  var ratio: Double
  var scorerOnlyPerSecond: Int
  var scorerRatio: Double
  var latencyRate: Double
  var latency: SteadyFigures.Latency
  var floorLatency: SteadyFigures.Latency
  var swapGapMilliseconds: Double
  var steadyGapMilliseconds: Double
  var swaps: Int
  /// With the embedded broker and what it holds, where there is one.
  var residentMegabytes: Int
  var stages: StageTimes
  var scorerNanoseconds: Int
  var monitorNanoseconds: Int
  var adwinNanoseconds: Int
  var forestRowNanoseconds: Int
  var forestSingleRowNanoseconds: Int
  /// Of the last round.
  var audit: BenchAudit
  var isRight: Bool

  enum CodingKeys: String, CodingKey {
    case events, rounds, partitions, brokers
    case ioFloorPerSecond = "io_floor_per_s"
    case wholeLoopPerSecond = "whole_loop_per_s"
    case ratio
    case scorerOnlyPerSecond = "scorer_only_per_s"
    case scorerRatio = "scorer_ratio"
    case latencyRate = "latency_rate"
    case latency = "latency_ms"
    case floorLatency = "floor_latency_ms"
    case swapGapMilliseconds = "swap_gap_ms"
    case steadyGapMilliseconds = "steady_gap_ms"
    case swaps
    case residentMegabytes = "rss_mb"
    case stages = "stages_ns"
    case scorerNanoseconds = "scorer_ns"
    case monitorNanoseconds = "monitor_ns"
    case adwinNanoseconds = "adwin_ns"
    case forestRowNanoseconds = "forest_row_ns"
    case forestSingleRowNanoseconds = "forest_single_row_ns"
    case audit
    case isRight = "right"
  }

  func show() {
    Console.print(
      "workload A: \(events) events and labels, \(rounds) rounds, \(partitions) partitions, \(brokers) broker")
    Console.print("")
    Console.print("I/O floor          \(ioFloorPerSecond) events/s")
    Console.print("scorer alone       \(scorerOnlyPerSecond) events/s, \(scorerRatio) of the floor")
    Console.print("whole loop         \(wholeLoopPerSecond) events/s, \(ratio) of the floor")
    Console.print("")
    Console.print("at \(Int(latencyRate)) events/s   p50 / p99 / p99.9 of the way there and back")
    Console.print("  the loop         \(Self.text(latency))")
    Console.print("  the floor        \(Self.text(floorLatency))")
    Console.print(
      "longest silence    \(steadyGapMilliseconds) ms, \(swapGapMilliseconds) ms while the model changed \(swaps) times"
    )
    Console.print("resident memory    \(residentMegabytes) MB")
    Console.print("")
    let stages = stages.stages
    Console.print("nanoseconds an event, on one core, without Kafka")
    Console.print(
      "  decode \(stages.decode)  features \(stages.features)  score \(stages.score)  encode \(stages.encode)")
    Console.print("  join \(stages.join)  drift \(stages.drift)  ADWIN \(adwinNanoseconds)")
    Console.print("  whole scorer \(scorerNanoseconds)  whole monitor \(monitorNanoseconds)")
    Console.print("  forest \(forestRowNanoseconds) a row in batches, \(forestSingleRowNanoseconds) for a row alone")
    Console.print("")
    Console.print(
      isRight
        ? "every event has one answer, the right one, and one example"
        : "NOT right: \(audit.predictions) predictions, \(audit.lost) lost, \(audit.duplicates) twice, \(audit.wrong) wrong, "
          + "\(audit.examples) examples, \(audit.deadletters) dead letters")
  }

  private static func text(_ latency: SteadyFigures.Latency) -> String {
    "\(latency.p50) / \(latency.p99) / \(latency.p999) ms"
  }
}
