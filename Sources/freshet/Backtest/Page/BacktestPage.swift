import Records
import Simulation

/// A backtest as one self-contained page: no script, no other file, no clock.
struct BacktestPage {
  private let summary: BacktestSummary
  private let backtests: [Backtest]
  private let files: [String]
  private let stream: String
  private let texts: [String]

  private static let curveParts = 120
  private static let palette = ["#1b6ac9", "#d1495b", "#2e8b57", "#8e5bb5", "#c77d0a", "#4a5a68"]

  /// - Parameters:
  ///   - stream: what was run over, as the user named it.
  ///   - texts: the pipelines' files, in the order of the runs.
  init(_ runs: [BacktestRun], summary: BacktestSummary, stream: String, texts: [String]) {
    self.summary = summary
    backtests = runs.flatMap(\.backtests)
    files = runs.map(\.file)
    self.stream = stream
    self.texts = texts
  }

  var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Backtest of \(Markup.escaped(summary.pipeline))</title>
    <style>
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #1d2733; }
    h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
    table { border-collapse: collapse; } td, th { padding: .25rem .7rem; border-bottom: 1px solid #d9dfe5; }
    td:not(:first-child), th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
    table.log td, table.log th { text-align: left !important; vertical-align: top; } svg { width: 100%; height: auto; } text { font: 11px system-ui, sans-serif; }
    pre { background: #f4f6f8; padding: 1rem; overflow: auto; } .quiet { color: #66727f; }
    </style></head><body>
    <h1>Backtest of \(Markup.escaped(summary.pipeline))</h1>
    <p>\(Markup.escaped(stream)) through \(Markup.escaped(files.joined(separator: ", "))): \(summary.rows) rows, \(summary.examples) of them \
    labelled, labels \(summary.labelDelay) rows late, \(summary.deadletters) dead letters. Each row was answered before \
    its label was shown.</p>
    \(table)
    <h2>\(isRegression ? "Mean absolute error" : "Accuracy") over time</h2>
    <p class="quiet">▲ a model went live, △ a candidate was rejected, ● a drift alert began.</p>
    \(curves)
    \(backtests.indices.map(drift).joined(separator: "\n"))
    \(backtests.indices.map(trainings).joined(separator: "\n"))
    \(zip(files, texts).map { "<h2>\(Markup.escaped($0))</h2>\n<pre>\(Markup.escaped($1))</pre>" }.joined(separator: "\n"))
    </body></html>

    """
  }

  private var isRegression: Bool { summary.task == .regression }

  private func color(_ index: Int) -> String { Self.palette[index % Self.palette.count] }

  /// Without the seconds, so that the same input gives the same page.
  private var table: String {
    let table = BacktestTable(summary)
    let columns = table.header.indices.filter { !["seconds", "training"].contains(table.header[$0]) }
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + columns.map { "<\(tag)>\(Markup.escaped(cells[$0]))</\(tag)>" }.joined() + "</tr>"
    }
    return "<table>" + row(table.header, "th") + table.rows.map { row($0, "td") }.joined(separator: "\n") + "</table>"
  }

  // MARK: Curves

  private var curves: String {
    let all = backtests.map { $0.scores.curve(parts: Self.curveParts) }
    let top = isRegression ? all.flatMap { $0 }.map(\.mean).max() ?? 1 : 1
    var chart = LineChart(rows: summary.rows, top: max(top, 1e-9))
    for (index, curve) in all.enumerated() {
      chart.addLine(curve.map { ($0.end, $0.mean) }, color: color(index), name: summary.policies[index].name)
      for training in backtests[index].trainings {
        chart.addMark(
          training.isAccepted ? "▲" : "△", at: training.row, lane: index, color: color(index),
          title: "version \(training.version) (\(training.trigger)): \(training.reason)")
      }
      for (row, alert) in backtests[index].alerts {
        chart.addMark("●", at: row, lane: index, color: color(index), title: alert.message)
      }
    }
    return chart.svg
  }

  private func drift(_ backtest: Int) -> String {
    let points = backtests[backtest].statistics.points
    guard !points.isEmpty else { return "" }
    var chart = LineChart(rows: summary.rows, top: 3)
    chart.addThreshold(1, name: "threshold")
    for (index, name) in points.keys.sorted().enumerated() {
      chart.addLine(points[name]!.map { ($0.row, min(3, $0.ratio)) }, color: color(index), name: name)
    }
    return """
      <h2>Drift statistics under \(name(backtest))</h2>
      <p class="quiet">The strongest subject of each detector, over its threshold; cut off at 3.</p>
      \(chart.svg)
      """
  }

  private func name(_ backtest: Int) -> String { Markup.escaped(summary.policies[backtest].name) }

  private func trainings(_ backtest: Int) -> String {
    let rows = backtests[backtest].trainings.map { training in
      [
        "\(training.row)", "\(training.version)", training.trigger, training.algorithm,
        "\(training.trainingRows) + \(training.holdoutRows)", training.isAccepted ? "accepted" : "rejected",
        training.reason,
      ].map { "<td>\(Markup.escaped($0))</td>" }.joined()
    }
    let names = ["row", "version", "trigger", "algorithm", "examples + holdout", "verdict", "reason"]
    return """
      <h2>Trainings under \(name(backtest))</h2>
      <table class="log"><tr>\(names.map { "<th>\($0)</th>" }.joined())</tr>
      \(rows.map { "<tr>\($0)</tr>" }.joined(separator: "\n"))</table>
      """
  }
}
