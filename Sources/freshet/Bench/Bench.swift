import Foundation
import Kafka
import Logging
import Pipeline
import Service

/// Workload A and its I/O floor, in turns on the same broker.
struct Bench {
  let settings: ServiceSettings
  let events: Int
  let rounds: Int
  let latencyRate: Double
  let latencySeconds: Double
  let logger: Logger

  /// Names the topics of this bench on a cluster that holds others'.
  private let name =
    "freshet-bench-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString.prefix(8).lowercased())"

  private struct Rates {
    var floor: [Double] = []
    var scorer: [Double] = []
    var loop: [Double] = []
  }

  func run() async throws -> BenchSummary {
    let bar = ProgressBar("bench")
    defer { bar.finish() }
    let stepCount = 3 * rounds + 4
    var step = 0
    func advance() {
      step += 1
      bar.update(step, of: stepCount)
    }
    let stream = BenchStream(count: events, time: FreshetService.wallClock())
    let model = try BenchModel(definition: BenchWorkload.definition(name: name, partitions: 1))
    advance()
    let times = try await Blocking.run { StageTimes(model: model, stream: stream) }
    advance()

    var rates = Rates()
    var audit = BenchAudit()
    var isRight = true
    var partitions = 0
    let answers = try await Blocking.run { model.answers(to: stream) }
    for round in 0..<rounds {
      var bed = try makeBed("\(name)-\(round)-io")
      partitions = bed.partitions
      let first = try await fill(bed, stream, model)
      rates.floor.append(try await Blocking.run { try first.runFloor() })
      advance()
      rates.scorer.append(try await first.runLanes([.scorer]))
      advance()
      bed.stop()
      bed = try makeBed("\(name)-\(round)")
      let second = try await fill(bed, stream, model)
      rates.loop.append(try await second.runLanes([.scorer, .monitor]))
      audit = try await Blocking.run { [bed] in try BenchAudit.run(bed, model: model, answers: answers) }
      isRight = isRight && audit.holds(events: events)
      advance()
      bed.stop()
    }
    let floor = try await steady(.floor, model)
    advance()
    let loop = try await steady(.loop, model)
    advance()
    return summary(rates, partitions, times, audit, isRight, floor: floor, loop: loop)
  }

  private func makeBed(_ name: String, events: Int? = nil) throws -> BenchBed {
    try BenchBed(settings: settings, name: name, events: events ?? self.events, logger: logger)
  }

  private func fill(_ bed: BenchBed, _ stream: BenchStream, _ model: BenchModel) async throws -> BenchRound {
    try await Blocking.run { try BenchRound(bed: bed, stream: stream, model: model) }
  }

  private func steady(_ subject: SteadyRun.Subject, _ model: BenchModel) async throws -> SteadyRun.Outcome {
    // A few partitions: what a steady stream has outlived may be dropped.
    let bed = try makeBed("\(name)-\(subject)", events: 0)
    defer { bed.stop() }
    return try await SteadyRun(
      subject, bed: bed, model: model, rate: latencyRate, seconds: latencySeconds
    ).run()
  }

  private func summary(
    _ rates: Rates, _ partitions: Int, _ times: StageTimes, _ audit: BenchAudit, _ isRight: Bool,
    floor: SteadyRun.Outcome, loop: SteadyRun.Outcome
  ) -> BenchSummary {
    let loopRatios = zip(rates.loop, rates.floor).map { $0 / $1 }
    let scorerRatios = zip(rates.scorer, rates.floor).map { $0 / $1 }
    return BenchSummary(
      events: events, rounds: rounds, partitions: partitions, brokers: settings.brokers ?? "embedded",
      ioFloorPerSecond: Int(Self.median(rates.floor)), wholeLoopPerSecond: Int(Self.median(rates.loop)),
      ratio: Self.median(loopRatios).rounded(places: 3), scorerOnlyPerSecond: Int(Self.median(rates.scorer)),
      scorerRatio: Self.median(scorerRatios).rounded(places: 3), latencyRate: latencyRate,
      latency: loop.quiet.latency, floorLatency: floor.quiet.latency,
      swapGapMilliseconds: loop.swapping.longestGapMilliseconds,
      steadyGapMilliseconds: loop.quiet.longestGapMilliseconds, swaps: loop.swapCount,
      residentMegabytes: loop.residentMegabytes, stages: times, scorerNanoseconds: times.scorer,
      monitorNanoseconds: times.monitor, adwinNanoseconds: times.adwin, forestRowNanoseconds: times.forestRow,
      forestSingleRowNanoseconds: times.forestSingleRow, audit: audit, isRight: isRight)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
