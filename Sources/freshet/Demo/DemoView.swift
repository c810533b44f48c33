import Foundation
import Pipeline
import Records
import Service

/// The demo's live view: in a terminal a picture that is redrawn, elsewhere a line now and then.
struct DemoView {
  private static let barWidth = 24
  private static let happeningsShown = 8

  private let pipeline: String
  private let events: Int
  private let driftIndex: Int
  private let isTerminal = Console.isErrorTerminal
  private var linesDrawn = 0
  private var lastCount = 0
  private var lastTime = ContinuousClock.now
  private var rate = 0.0
  private var alertsShown = 0
  private var happenings: [String] = []
  private var lastLine = ContinuousClock.now
  private var isDriftAnnounced = false

  init(pipeline: String, events: Int, driftIndex: Int) {
    self.pipeline = pipeline
    self.events = events
    self.driftIndex = driftIndex
  }

  mutating func draw(audit: DemoAudit, runtime: PipelineRuntime?, sent: Int) {
    noteHappenings(audit, sent: sent)
    let now = ContinuousClock.now
    let elapsed = (now - lastTime) / .seconds(1)
    if elapsed > 0.2 {
      rate = Double(audit.predictionCount - lastCount) / elapsed
      lastCount = audit.predictionCount
      lastTime = now
    }
    let status = runtime.map { PipelineStatus(of: $0) }
    if isTerminal {
      redraw(lines(audit, status, sent: sent))
    } else if now - lastLine > .seconds(2) {
      lastLine = now
      Console.note(progressLine(audit, status, sent: sent))
    }
  }

  mutating func finish() {
    if isTerminal { Console.note("") }
  }

  // MARK: What happened

  private mutating func noteHappenings(_ audit: DemoAudit, sent: Int) {
    if !isDriftAnnounced, sent >= driftIndex {
      isDriftAnnounced = true
      happen("event \(driftIndex): the concept changes")
    }
    for alert in audit.alerts.dropFirst(alertsShown) {
      let place = DemoAudit.position(of: alert).map { "event \($0): " } ?? ""
      let source = alert.detector.map { "\($0) " } ?? ""
      let triggers =
        alert.triggers.isEmpty || alert.kind != .drift ? "" : " → \(alert.triggers.joined(separator: ", "))"
      happen("\(place)\(source)\(alert.state == .notice ? "" : "\(alert.state.rawValue): ")\(alert.message)\(triggers)")
    }
    alertsShown = audit.alerts.count
  }

  private mutating func happen(_ text: String) {
    happenings.append(text)
    if !isTerminal { Console.note(text) }
  }

  // MARK: Drawing

  private func progressLine(_ audit: DemoAudit, _ status: PipelineStatus?, sent: Int) -> String {
    "\(audit.predictionCount) of \(events) events answered, \(Int(rate))/s, model \(status?.live.description ?? "–"), "
      + "\(audit.exampleCount) examples"
  }

  private func lines(_ audit: DemoAudit, _ status: PipelineStatus?, sent: Int) -> [String] {
    var lines = [
      "freshet demo · pipeline \(pipeline)",
      "  events \(sent)/\(events)  predictions \(audit.predictionCount)  examples \(audit.exampleCount)  \(Int(rate))/s",
      "  live model \(status?.live.description ?? "–")   accuracy \(accuracy(status))",
      "",
    ]
    for detector in Self.strongest(status?.detectors ?? []) { lines.append("  " + Self.line(detector)) }
    lines.append("")
    for text in happenings.suffix(Self.happeningsShown) { lines.append("  " + text) }
    return lines
  }

  private func accuracy(_ status: PipelineStatus?) -> String {
    guard let status, let live = status.performanceByModel[status.live.description],
      let accuracy = live.metrics(for: .binary)["accuracy"]
    else { return "–" }
    return "\((accuracy * 100).rounded(places: 1)) % of this model's \(live.count) examples"
  }

  /// One line a detector: its strongest subject.
  private static func strongest(_ detectors: [PipelineStatus.Detector]) -> [PipelineStatus.Detector] {
    var best: [String: PipelineStatus.Detector] = [:]
    for detector in detectors where share(detector) >= best[detector.detector].map(share) ?? -1 {
      best[detector.detector] = detector
    }
    return best.values.sorted { $0.detector < $1.detector }
  }

  private static func share(_ detector: PipelineStatus.Detector) -> Double {
    guard let statistic = detector.statistic, let threshold = detector.threshold, threshold > 0 else { return 0 }
    return statistic / threshold
  }

  private static func line(_ detector: PipelineStatus.Detector) -> String {
    let filled = min(barWidth, Int(share(detector) * Double(barWidth) / 2))
    var bar = Array(String(repeating: "█", count: filled) + String(repeating: "·", count: barWidth - filled))
    bar[barWidth / 2] = "|"
    let name = "\(detector.detector) (\(detector.test) of \(detector.on))"
    let figures =
      if let statistic = detector.statistic, let threshold = detector.threshold {
        "\(statistic.rounded(places: 3)) of \(threshold.rounded(places: 3))"
      } else {
        "nothing found"
      }
    return "\(name.padding(38)) \(String(bar)) \(figures)" + (detector.firing ? "  FIRING" : "")
  }

  private mutating func redraw(_ lines: [String]) {
    var text = linesDrawn > 0 ? "\u{1b}[\(linesDrawn)A" : ""
    for line in lines { text += "\u{1b}[2K" + String(line.prefix(150)) + "\n" }
    for _ in 0..<max(0, linesDrawn - lines.count) { text += "\u{1b}[2K\n" }
    linesDrawn = max(lines.count, linesDrawn)
    FileHandle.standardError.write(Data(text.utf8))
  }
}
