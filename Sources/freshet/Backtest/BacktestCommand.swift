import ArgumentParser
import Foundation
import Pipeline
import Service
import Simulation

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Runs pipelines over recorded events without a broker: what would these triggers have done?",
    discussion: """
      The stages of the service, test then train: each row is answered before its label is shown, and its label is shown \
      --label-delay rows later. Policies are compared side by side, and with two baselines that need no model: the \
      commonest class so far, and the newest label known. Several files of one stream stand side by side as well.

      The stream is a table (--csv), or a dump of the topics: --events and --labels, a JSON object a line as `kcat -C -e` \
      writes them, or in the envelope of `kcat -J`. Time is virtual: a row of a table each --every, an event of a dump when \
      it says; a training takes none. The same input gives the same output, but for the seconds.

      Policies: never (the first model answers to the end), every:N (trains after each N examples), triggers (the \
      file's own).
      """)

  @Argument(help: "Pipeline files; several are compared.")
  var files: [String]

  @Option(help: ArgumentHelp("The table; its first row names the columns.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Events as JSON lines, in the order in which they came.", valueName: "file"))
  var events: String?

  @Option(help: ArgumentHelp("Their labels as JSON lines, in any order.", valueName: "file"))
  var labels: String?

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
    guard (csv == nil) != (events == nil), (events == nil) == (labels == nil) else {
      throw ValidationError("give the stream once: --csv FILE, or --events FILE with --labels FILE")
    }
    if Set(files).count != files.count { throw ValidationError("each pipeline file once") }
    if labelDelay < 0 { throw ValidationError("--label-delay \(labelDelay): expected 0 or more rows") }
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more rows") }
    if every.duration <= .zero { throw ValidationError("--every: expected more than no time at all") }
    for name in policyNames.flatMap({ $0.split(separator: ",") }) where BacktestPolicy(String(name)) == nil {
      throw ValidationError("--policy \(name): expected never, every:N with N examples from 1 on, or triggers")
    }
    if Set(policies).count != policies.count { throw ValidationError("--policy: each policy once") }
  }

  func run() throws {
    let pipelines = try PipelineFiles(files).checked()
    if let other = pipelines.first(where: { $0.definition.labels.task != pipelines[0].definition.labels.task }) {
      throw Failure.configuration(
        "\(other.file): its labels are \(other.definition.labels.task.rawValue), those of \(pipelines[0].file) "
          + "\(pipelines[0].definition.labels.task.rawValue); compare pipelines of one task")
    }
    let total = csv.map(TableSize.rowCount) ?? events.map { TableSize.rowCount(of: $0) + 1 } ?? 0
    let bar = ProgressBar("Backtesting")
    defer { bar.finish() }
    do {
      var runs: [BacktestRun] = []
      for (file, _, definition) in pipelines {
        let before = runs.count * min(total, limit ?? .max)
        runs.append(
          try run(file, definition) { bar.update(before + $0, of: min(total, limit ?? .max) * pipelines.count) })
      }
      bar.finish()
      let summary = BacktestSummary(runs)
      if let report {
        let stream = csv ?? "\(events ?? "") and \(labels ?? "")"
        let page = BacktestPage(runs, summary: summary, stream: stream, texts: pipelines.map(\.text))
        try Data(page.html.utf8).write(to: URL(fileURLWithPath: report))
      }
      if json { try Console.printJSON(summary) } else { BacktestTable(summary).lines.forEach(Console.print) }
    } catch let error as CSVError {
      throw Failure.work("\(error)")
    } catch let error as LineReader.Problem {
      throw Failure.work("\(error)")
    } catch let error as CSVRecords.Mismatch {
      throw Failure.work("\(csv ?? ""): \(error)")
    } catch let error as CocoaError {
      throw Failure.work("--report \(report ?? ""): \(error.localizedDescription)")
    }
  }

  private func run(
    _ file: String, _ definition: PipelineDefinition, progress: (Int) -> Void
  ) throws -> BacktestRun {
    if let csv {
      let wait = every.duration * (labelDelay + BacktestRun.rowsInBatch)
      if wait > definition.labels.wait {
        Console.note(
          "freshet: \(file): labels come \(labelDelay) rows late, which is longer than labels.wait; the backtest waits for "
            + "them. A service would not: raise labels.wait, or give --every")
      }
      var run = try BacktestRun(
        file: file, definition: definition, policies: policies, labelDelay: labelDelay, labelWait: wait)
      let source = try TableSource(
        path: csv, definition: definition, labelColumn: labelColumn, step: every.duration)
      try run.run(over: source, limit: limit, progress: progress)
      return run
    }
    var run = try BacktestRun(
      file: file, definition: definition, policies: policies, labelDelay: labelDelay, labelWait: .zero)
    let source = try DumpSource(events: events ?? "", labels: labels ?? "", definition: definition)
    try run.run(over: source, limit: limit, progress: progress)
    return run
  }
}
