import Foundation
import Pipeline
import Records
import Simulation
import Testing

@testable import freshet

@Suite("Backtests on the command line")
struct BacktestPageTests {
  private static let folder = FileManager.default.temporaryDirectory.appending(
    path: "freshet-backtest-\(UUID().uuidString)")

  private static let text = """
    pipeline: turning
    events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: double, y: double}}
    labels: {id: id, value: label, type: binary, wait: 365d}
    features: [x, y]
    model: {algorithm: gbdt, trees: 10, depth: 3}
    training: {examples: 2000, holdout: 20%, first_model_after: 500, examples_after_drift: 200}
    drift: {detectors: {error-rise: {test: adwin, on: error, direction: up}}}
    triggers: [{name: concept, on: error-rise, do: retrain}]
    retraining: {cooldown: 0s}

    """

  /// Rows of a stream whose concept turns into its opposite half-way: as a table, and as dumps of the two topics.
  private static func write() throws -> (csv: String, events: String, labels: String) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var (csv, events, labels) = ("x,y,label\n", "", "")
    for row in 0..<3_000 {
      let (x, y) = (Double(row * 7 % 101) / 101, Double(row * 13 % 89) / 89)
      let label = (x > y) == (row < 1_500) ? 1 : 0
      let time = 1_704_067_200_000 + row * 1_800_000
      csv += "\(x),\(y),\(label)\n"
      let event = #"{"id":"row-\#(row)","ts":\#(time),"x":\#(x),"y":\#(y)}"#
      // Half of them in the envelope that kcat -J writes.
      events +=
        row % 2 == 0
        ? event + "\n"
        : #"{"topic":"turning.events","partition":0,"offset":\#(row),"payload":"\#(event.replacing("\"", with: "\\\""))"}"#
          + "\n"
      labels = #"{"id":"row-\#(row)","label":\#(label)}"# + "\n" + labels
    }
    let paths = ["table.csv", "events.jsonl", "labels.jsonl"].map { folder.appending(path: $0).path }
    for (path, text) in zip(paths, [csv, events, labels]) {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    return (paths[0], paths[1], paths[2])
  }

  private static func definition() throws -> PipelineDefinition {
    try PipelineFile.parse(text: text, file: "turning.yaml").get()
  }

  private static func run(
    _ file: String = "turning.yaml", over paths: (csv: String, events: String, labels: String)? = nil
  )
    throws -> BacktestRun
  {
    let paths = try paths ?? write()
    var run = try BacktestRun(
      file: file, definition: definition(), policies: [.never, .triggers], labelDelay: 100, labelWait: .zero)
    try run.run(
      over: TableSource(path: paths.csv, definition: definition(), labelColumn: nil, step: .seconds(1_800)), limit: nil
    ) { _ in }
    return run
  }

  private static func page(_ runs: [BacktestRun]) -> String {
    BacktestPage(
      runs, summary: BacktestSummary(runs), stream: "a & <b>.csv", texts: runs.map { _ in text }
    ).html
  }

  @Test("the page has every policy with its figures, both baselines, curves with marks, and the file, all escaped")
  func content() throws {
    let run = try Self.run()
    let summary = BacktestSummary([run])
    let html = Self.page([run])
    for policy in summary.policies { #expect(html.contains("<td>\(policy.name)</td>")) }
    #expect(html.contains("<td>(commonest)</td>") && html.contains("<td>(no-change)</td>"))
    #expect(
      html.contains("<title>Backtest of turning</title>") && html.contains("a &amp; &lt;b&gt;.csv through turning.yaml")
    )
    #expect(html.contains("— error-rise") && !html.contains("<b>"))
    let triggers = try #require(summary.policies.last)
    #expect(triggers.retrains > 1 && triggers.alerts > 0)
    #expect(html.components(separatedBy: ">▲<title>").count - 1 == summary.policies.reduce(0) { $0 + $1.deployed })
    #expect(html.components(separatedBy: ">△<title>").count - 1 == summary.policies.reduce(0) { $0 + $1.rejected })
    #expect(html.components(separatedBy: ">●<title>").count - 1 == summary.policies.reduce(0) { $0 + $1.alerts })
    #expect(html.components(separatedBy: "<svg").count - 1 == html.components(separatedBy: "</svg>").count - 1)
    #expect(!html.contains("nan") && !html.contains("<script") && !html.contains("http"))
  }

  @Test("the same input gives the same page, byte for byte")
  func repeats() throws {
    #expect(try Self.page([Self.run()]) == Self.page([Self.run()]))
  }

  @Test("several files stand side by side, each policy under its file's name")
  func severalFiles() throws {
    let runs = [try Self.run("one/first.yaml"), try Self.run("second.yaml")]
    let summary = BacktestSummary(runs)
    #expect(summary.policies.map(\.name) == ["first never", "first triggers", "second never", "second triggers"])
    #expect(summary.policies.map(\.file) == ["one/first.yaml", "one/first.yaml", "second.yaml", "second.yaml"])
    #expect(summary.baselines.map(\.name) == ["commonest", "no-change"])
    #expect(BacktestTable(summary).rows.map { $0[0] }.suffix(2) == ["(commonest)", "(no-change)"])
    let html = Self.page(runs)
    #expect(html.contains("<h2>one/first.yaml</h2>") && html.contains("<h2>Trainings under second triggers</h2>"))
  }

  @Test("a dump of the topics, in any order of labels and with kcat's envelope, is the same stream as the table")
  func dump() throws {
    let paths = try Self.write()
    let table = BacktestSummary([try Self.run(over: paths)])
    var run = try BacktestRun(
      file: "turning.yaml", definition: Self.definition(), policies: [.never, .triggers], labelDelay: 100,
      labelWait: .zero)
    try run.run(
      over: DumpSource(events: paths.events, labels: paths.labels, definition: Self.definition()), limit: nil
    ) { _ in }
    let dump = BacktestSummary([run])
    #expect(dump.rows == 3_000 && dump.examples == 3_000 && dump.deadletters == 0)
    for (one, other) in zip(table.policies, dump.policies) {
      #expect(one.metrics == other.metrics && one.models.map(\.row) == other.models.map(\.row), "\(one.name)")
    }
    #expect(table.baselines.map(\.metrics) == dump.baselines.map(\.metrics))
  }

  @Test("a line that is no label is refused with its place")
  func badLabel() throws {
    let paths = try Self.write()
    let bad = Self.folder.appending(path: "bad.jsonl").path
    try "{\"id\":\"row-1\",\"label\":1}\n{\"id\":\"row-2\"}\n".write(toFile: bad, atomically: true, encoding: .utf8)
    let error = #expect(throws: (any Error).self) {
      _ = try DumpSource(events: paths.events, labels: bad, definition: Self.definition())
    }
    #expect("\(error!)".hasPrefix("\(bad):2: not a label of this pipeline"), "\(error!)")
  }
}
