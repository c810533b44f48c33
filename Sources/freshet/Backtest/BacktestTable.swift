import Records

/// A backtest's figures as lines for a person.
struct BacktestTable {
  let header: [String]
  let rows: [[String]]
  private let caption: String

  init(_ summary: BacktestSummary) {
    let names = BacktestSummary.metricNames(summary.task)
    func figures(_ metrics: [String: Double]) -> [String] { names.map { Self.text(metrics[$0]) } }
    header = ["policy"] + names + ["trained", "deployed", "rejected", "alerts", "seconds", "training"]
    rows =
      summary.policies.map { policy in
        [policy.name] + figures(policy.metrics) + [
          "\(policy.retrains)", "\(policy.deployed)", "\(policy.rejected)", "\(policy.alerts)",
          "\(policy.seconds.rounded(places: 1))", "\(policy.trainingSeconds.rounded(places: 1))",
        ]
      }
      + summary.baselines.map {
        ["(\($0.name))"] + figures($0.metrics) + Array(repeating: "", count: 6)
      }
    let dead = summary.deadletters > 0 ? ", \(summary.deadletters) dead letters" : ""
    caption =
      "\(summary.pipeline): \(summary.rows) rows, \(summary.examples) labelled, labels \(summary.labelDelay) rows late\(dead)"
  }

  var lines: [String] {
    let table = [header] + rows
    let widths = header.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { row in
      var line = row[0].padding(widths[0])
      for column in 1..<row.count {
        line += "  " + String(repeating: " ", count: widths[column] - row[column].count) + row[column]
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    return [caption] + lines
  }

  private static func text(_ value: Double?) -> String {
    guard let value else { return "–" }
    let digits = "\(Int((abs(value) * 10_000).rounded()))"
    let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return (value < 0 ? "-" : "") + padded.dropLast(4) + "." + padded.suffix(4)
  }
}
