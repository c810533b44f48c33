import ArgumentParser
import Logging
import Service

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measures the whole loop against its I/O floor, in turns on the same broker.",
    discussion: """
      Workload A: events of 220 bytes keyed by card and a label each, 12 features with keyed hour-long windows, 100 trees \
      of depth 6, joins, ADWIN, PSI and KS; predictions, examples and alerts written. The floor is a program straight on \
      librdkafka that consumes the same events and labels and produces a record of 70 bytes an event, computing nothing.

      Runs on an in-memory broker unless brokers are named; on a cluster its topics, freshet-bench-…, are deleted at its \
      end. Machines differ and drift: only the ratios of one run compare. Exit status 1 if an event has no answer, two, or \
      a wrong one.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Option(help: ArgumentHelp("Events of a round, with as many labels.", valueName: "count"))
  var events = 200_000

  @Option(help: ArgumentHelp("Rounds, of which the medians are stated.", valueName: "count"))
  var rounds = 5

  @Option(help: ArgumentHelp("Events a second while latency is measured.", valueName: "count"))
  var latencyRate: Double = 10_000

  @Option(help: ArgumentHelp("How long latency is measured, and as long again with swaps.", valueName: "seconds"))
  var latencySeconds: Double = 5

  @Flag(help: "End with one JSON object.")
  var json = false

  func validate() throws {
    if !(1...BenchWorkload.maximumEventCount).contains(events) {
      throw ValidationError("--events \(events): expected 1 to \(BenchWorkload.maximumEventCount)")
    }
    if rounds < 1 { throw ValidationError("--rounds \(rounds): expected at least 1") }
    if !(latencyRate >= 1 && latencyRate <= 1_000_000) {
      throw ValidationError("--latency-rate \(latencyRate): expected 1 to 1000000 events a second")
    }
    if !(latencySeconds > 0 && latencySeconds <= 600) {
      throw ValidationError("--latency-seconds \(latencySeconds): expected up to 600")
    }
  }

  func run() async throws {
    var logger = Logger(label: "freshet") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let bench = Bench(
      settings: try connection.settings(), events: events, rounds: rounds, latencyRate: latencyRate,
      latencySeconds: latencySeconds, logger: logger)
    let summary: BenchSummary
    do {
      summary = try await bench.run()
    } catch {
      throw Failure.work("the bench stopped: \(error)")
    }
    if json { try Console.printJSON(summary) } else { summary.show() }
    if !summary.isRight { throw ExitCode(1) }
  }
}
