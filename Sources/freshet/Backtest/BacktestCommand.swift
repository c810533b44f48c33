import ArgumentParser
import Foundation
import Pipeline
import Service
import Simulation

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Runs the pipeline over a CSV file without a broker: what would these triggers have done?",
    discussion: """
      The stages of the service, test then train: each row is answered before its label is shown, and its label is shown \
      --label-delay rows later. Policies are compared side by side, and with two baselines that need no model: the \
      commonest class so far, and the newest label known. Time is virtual: a row each --every, and a training takes none. \
      The same input gives the same output, but for the seconds.

      Policies: never (the first model answers to the end), every:N (trains after each N examples), triggers (the \
      file's own).
      """)

  @Argument(help: "The pipeline's file.")
  var file: String

  @Option(help: ArgumentHelp("The table; its first row names the columns.", valueName: "file"))
  var csv: String

  @Option(
    name: .customLong("label-delay"),
    help: ArgumentHelp(
      "A row's label is known when the row so many later is answered; with 0, as with 1, by the next one.",
      valueName: "rows"))
  var labelDelay = 0

  @Option(
    name: .customLong("label-column"), help: ArgumentHelp("The label's column; the last by default.", valueName: "name")
  )
  var labelColumn: String?

  @Option(
    name: .customLong("policy"), parsing: .upToNextOption,
    help: ArgumentHelp("When to train again; several are compared.", valueName: "never|every:N|triggers"))
  var policyNames: [String] = []

  @Option(help: ArgumentHelp("Virtual time between two rows.", valueName: "duration"))
  var every = DurationArgument(argument: "30m")!

  @Option(help: ArgumentHelp("At most so many rows.", valueName: "rows"))
  var limit: Int?

  @Option(help: ArgumentHelp("Write a page with curves and alerts to this file.", valueName: "html file"))
  var report: String?

  @Flag(help: "End with one JSON object: rows, policies, baselines.")
  var json = false

  private static let usualPolicies: [BacktestPolicy] = [.never, .triggers]

  private var policies: [BacktestPolicy] {
    policyNames.isEmpty
      ? Self.usualPolicies : policyNames.flatMap { $0.split(separator: ",") }.compactMap { BacktestPolicy(String($0)) }
  }

  func validate() throws {
    if labelDelay < 0 { throw ValidationError("--label-delay \(labelDelay): expected 0 or more rows") }
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more rows") }
    if every.duration <= .zero { throw ValidationError("--every: expected more than no time at all") }
    for name in policyNames.flatMap({ $0.split(separator: ",") }) where BacktestPolicy(String(name)) == nil {
      throw ValidationError("--policy \(name): expected never, every:N with N examples from 1 on, or triggers")
    }
    if Set(policies).count != policies.count { throw ValidationError("--policy: each policy once") }
  }

  func run() throws {
    let (_, text, definition) = try PipelineFiles([file]).checked()[0]
    let wait = every.duration * (labelDelay + BacktestRun.rowsInBatch)
    if wait > definition.labels.wait {
      Console.note(
        "freshet: labels come \(labelDelay) rows late, which is longer than labels.wait; the backtest waits for them. "
          + "A service would not: raise labels.wait, or give --every")
    }
    let total = min(TableSize.rowCount(of: csv), limit ?? .max)
    let bar = ProgressBar("Backtesting")
    defer { bar.finish() }
    do {
      var run = try BacktestRun(
        definition: definition, policies: policies, csv: csv, labelColumn: labelColumn, labelDelay: labelDelay,
        step: every.duration, labelWait: wait)
      try run.run(limit: limit) { bar.update($0, of: total) }
      bar.finish()
      let summary = BacktestSummary(run)
      if let report {
        let page = BacktestPage(run, summary: summary, file: file, csv: csv, pipelineText: text)
        try Data(page.html.utf8).write(to: URL(fileURLWithPath: report))
      }
      if json { try Console.printJSON(summary) } else { BacktestTable(summary).lines.forEach(Console.print) }
    } catch let error as CSVError {
      throw Failure.work("\(error)")
    } catch let error as CSVRecords.Mismatch {
      throw Failure.work("\(csv): \(error)")
    } catch let error as CocoaError {
      throw Failure.work("--report \(report ?? ""): \(error.localizedDescription)")
    }
  }
}
