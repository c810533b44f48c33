import ArgumentParser
import Records
import Service

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows where a running pipeline stands, from the registry and the topics.")

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Flag(
    help: """
      End with one JSON object: live, events, predictions, labels, examples, deadletters, accuracy, metrics, \
      alerts_firing, retrains, lag, restoring.
      """)
  var json = false

  func run() throws {
    let settings = try connection.reachedSettings()
    let report: PipelineReport
    do {
      report = try PipelineReport(
        of: try PipelineLookup.definition(of: pipeline, settings: settings), settings: settings)
    } catch {
      throw Failure.work("\(error)")
    }
    if json { try Console.printJSON(report) } else { show(report) }
  }

  private func show(_ report: PipelineReport) {
    Console.print("pipeline     \(report.pipeline)")
    Console.print("live model   \(report.live)")
    Console.print("events       \(report.events)  (\(report.lag) to answer)")
    Console.print("predictions  \(report.predictions)")
    Console.print("labels       \(report.labels)")
    Console.print("examples     \(report.examples)")
    Console.print("dead letters \(report.deadletters)")
    Console.print("trainings    \(report.retrains)")
    for (role, status) in report.restoring.sorted(by: { $0.key < $1.key }) {
      Console.print("restoring    \(role): \(status.records) of \(status.of) records read again")
    }
    for (name, value) in report.metrics.sorted(by: { $0.key < $1.key }) {
      Console.print("\(name.padding(12)) \(value.rounded(places: 4))")
    }
    for (version, metrics) in report.metricsByModel.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
      let figures = metrics.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rounded(places: 4))" }
      Console.print("  model \(version): \(figures.joined(separator: ", "))")
    }
    for alert in report.alertsFiring { Console.print("firing: \(alert.detector) on \(alert.on): \(alert.message)") }
  }
}
