import Drift
import Service

/// The scores of several detectors, as JSON and as a table.
struct ScoreReport: Encodable {
  struct Change: Encodable {
    var kind: String
    var rateAfter: Double
    var shareFound: Double
    @OrNull var meanDelay: Double?
    var earlyAlarms: Int

    enum CodingKeys: String, CodingKey {
      case kind
      case rateAfter = "rate_after"
      case shareFound = "share_found"
      case meanDelay = "mean_delay"
      case earlyAlarms = "early_alarms"
    }

    init(_ change: DetectorScore.Change) {
      kind = change.isGradual ? "gradual" : "step"
      rateAfter = change.rateAfter
      shareFound = change.shareFound
      meanDelay = change.meanDelay
      earlyAlarms = change.early
    }
  }

  struct Detector: Encodable {
    var name: String
    var changes: [Change]
    var falseAlarms: Int
    var falseAlarmsPer100000: Double

    enum CodingKeys: String, CodingKey {
      case name, changes
      case falseAlarms = "false_alarms"
      case falseAlarmsPer100000 = "false_alarms_per_100000"
    }
  }

  var seeds: Int
  var rateBefore = DetectorScore.rateBefore
  var changeAt = DetectorScore.changeAt
  var foundWithin = DetectorScore.reach
  var gradualWidth = DetectorScore.gradualWidth
  var stationaryRate = DetectorScore.stationaryRate
  var stationaryUpdates: Int
  var detectors: [Detector]

  enum CodingKeys: String, CodingKey {
    case seeds, detectors
    case rateBefore = "rate_before"
    case changeAt = "change_at"
    case foundWithin = "found_within"
    case gradualWidth = "gradual_width"
    case stationaryRate = "stationary_rate"
    case stationaryUpdates = "stationary_updates"
  }

  init(_ scores: [DetectorScore], seeds: Int) {
    self.seeds = seeds
    stationaryUpdates = scores.first?.stationaryUpdates ?? 0
    detectors = scores.map { score in
      Detector(
        name: score.name, changes: score.changes.map(Change.init), falseAlarms: score.falseAlarms,
        falseAlarmsPer100000: score.falseAlarmRate)
    }
  }

  /// Lines of a Markdown table: mean delays, with the share found where that is not all of it.
  var table: [String] {
    let changes = detectors.first?.changes ?? []
    let columns = changes.map { "\($0.kind) to \($0.rateAfter)" }
    let heads = ["detector"] + columns + ["false alarms per 100,000"]
    let rows = detectors.map { detector in
      [detector.name] + detector.changes.map(Self.cell)
        + ["\(detector.falseAlarmsPer100000.rounded(places: detector.falseAlarmsPer100000 < 1 ? 2 : 1))"]
    }
    let widths = heads.indices.map { column in ([heads] + rows).map { $0[column].count }.max() ?? 0 }
    let line = { (cells: [String]) in
      "| " + zip(cells, widths).map { $0.padding($1) }.joined(separator: " | ") + " |"
    }
    return [line(heads), "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"]
      + rows.map(line)
  }

  private static func cell(_ change: Change) -> String {
    guard let delay = change.meanDelay else { return "none" }
    let share = change.shareFound < 1 ? ", \(Int((change.shareFound * 100).rounded())) %" : ""
    return "\(Int(delay.rounded()))\(share)"
  }
}
