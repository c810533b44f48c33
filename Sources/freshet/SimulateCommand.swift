import ArgumentParser
import Simulation

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs the whole service in simulated worlds, where all goes wrong that may, and checks its promises.",
    discussion: """
      A seed decides everything in its world: the pipeline and its delivery guarantee, the events and labels, processes \
      that are killed or stand still, rebalances, refused and unanswered requests, aborted transactions. The stages and \
      what drives them are the service's own; the log is in memory and the clock is virtual. What is promised is then \
      checked against the log: \(WorldCheck.allCases.map(\.rawValue).joined(separator: ", ")).

      A seed that fails fails again: --seeds 17 runs it alone. --canary plants a bug that must be found.
      """)

  @Option(help: ArgumentHelp("The seeds: one, or a range such as 1-2000.", valueName: "seeds"))
  var seeds = "1-100"

  @Option(help: ArgumentHelp("Events of a world.", valueName: "count"))
  var steps = 250

  @Option(
    help: ArgumentHelp(
      "A bug to plant: \(Canary.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "bug"))
  var canary: String?

  @Flag(help: "End with one JSON object: seeds, failures with their seed and check, events, crashes.")
  var json = false

  private struct Report: Encodable {
    struct Failure: Encodable {
      var seed: UInt64
      var check: String
      var message: String
    }

    var seeds: Int
    var failures: [Failure]
    var events: Int
    var crashes: Int
    var restarts: Int
    var models: Int
    /// Of everything in the logs of all worlds: the same seeds give the same.
    var digest: String
    var seconds: Double
  }

  func run() async throws {
    let range = try parsedSeeds()
    guard (10...1_000_000).contains(steps) else { throw ValidationError("--steps \(steps): expected 10 to 1000000") }
    let planted = try parsedCanary()
    let start = ContinuousClock.now
    let reports = await Self.run(range, steps: steps, canary: planted)
    let failures = reports.flatMap { report in
      report.findings.map { Report.Failure(seed: report.seed, check: $0.check.rawValue, message: $0.message) }
    }
    let report = Report(
      seeds: reports.count, failures: failures, events: reports.reduce(0) { $0 + $1.eventCount },
      crashes: reports.reduce(0) { $0 + $1.crashCount }, restarts: reports.reduce(0) { $0 + $1.startOverCount },
      models: reports.reduce(0) { $0 + $1.modelCount },
      digest: String(reports.reduce(0) { ($0 &* 31) &+ $1.digest }, radix: 16),
      seconds: (ContinuousClock.now - start) / .seconds(1))
    if json { try Console.printJSON(report) } else { Self.print(report) }
    if !failures.isEmpty { throw ExitCode(1) }
  }

  private static func print(_ report: Report) {
    for failure in report.failures { Console.print("seed \(failure.seed): \(failure.check): \(failure.message)") }
    Console.print(
      "\(report.seeds) worlds, \(report.events) events, \(report.models) models, \(report.crashes) crashes, "
        + "\(report.restarts) restarts of a lane, \(report.failures.count) failures, "
        + "\(report.seconds.rounded(places: 1)) s")
  }

  /// Runs the worlds on all cores; the reports come in the order of the seeds.
  private static func run(_ seeds: ClosedRange<UInt64>, steps: Int, canary: Canary?) async -> [WorldReport] {
    let bar = ProgressBar("simulating")
    defer { bar.finish() }
    let count = Int(seeds.upperBound - seeds.lowerBound) + 1
    return await withTaskGroup(of: WorldReport.self) { group in
      for seed in seeds {
        group.addTask { World.run(seed: seed, eventCount: steps, canary: canary) }
      }
      var reports: [WorldReport] = []
      for await report in group {
        reports.append(report)
        bar.update(reports.count, of: count)
      }
      return reports.sorted { $0.seed < $1.seed }
    }
  }

  private func parsedSeeds() throws -> ClosedRange<UInt64> {
    let bounds = seeds.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
    guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, first <= last,
      last - first < 1_000_000
    else {
      throw ValidationError("--seeds \(seeds): expected a seed, or a range of up to a million such as 1-2000")
    }
    return first...last
  }

  private func parsedCanary() throws -> Canary? {
    guard let canary else { return nil }
    guard let known = Canary(rawValue: canary) else {
      throw ValidationError(
        "--canary \(canary): expected one of \(Canary.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return known
  }
}
