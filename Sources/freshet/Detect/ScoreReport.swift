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

  struct Stationary: Encodable {
    var stream: String
    var updates: Int
    var falseAlarms: Int
    var falseAlarmsPer100000: Double

    enum CodingKeys: String, CodingKey {
      case stream, updates
      case falseAlarms = "false_alarms"
      case falseAlarmsPer100000 = "false_alarms_per_100000"
    }
  }

  struct Detector: Encodable {
    var name: String
    var changes: [Change]
    var stationary: [Stationary]
  }

  var seeds: Int
  var firstSeed: Int
  var rateBefore = DetectorScore.rateBefore
  var changeAt = DetectorScore.changeAt
  var foundWithin = DetectorScore.reach
  var gradualWidth = DetectorScore.gradualWidth
  var detectors: [Detector]

  enum CodingKeys: String, CodingKey {
    case seeds, detectors
    case rateBefore = "rate_before"
    case changeAt = "change_at"
    case foundWithin = "found_within"
    case gradualWidth = "gradual_width"
    case firstSeed = "first_seed"
  }

  init(_ scores: [DetectorScore], seeds: Int, firstSeed: Int) {
    self.seeds = seeds
    self.firstSeed = firstSeed
    detectors = scores.map { score in
      Detector(
        name: score.name, changes: score.changes.map(Change.init),
        stationary: score.stationary.map {
          Stationary(
            stream: $0.stream.rawValue, updates: $0.updates, falseAlarms: $0.alarms, falseAlarmsPer100000: $0.rate)
        })
    }
  }

  /// Lines of a Markdown table: mean delays, with the share found where that is not all of it.
  var delays: [String] {
    let columns = (detectors.first?.changes ?? []).map { "\($0.kind) to \($0.rateAfter)" }
    return Self.table(["detector"] + columns, detectors.map { [$0.name] + $0.changes.map(Self.cell) })
  }

  /// Lines of a Markdown table: false alarms per 100,000 updates.
  var falseAlarms: [String] {
    let columns = StationaryStream.allCases.map(\.rawValue)
    let rows = detectors.map { detector in
      [detector.name]
        + columns.map { column in
          guard let alarms = detector.stationary.first(where: { $0.stream == column })?.falseAlarmsPer100000 else {
            return "–"
          }
          return "\(alarms.rounded(places: alarms < 1 ? 2 : 1))"
        }
    }
    return Self.table(["false alarms per 100,000"] + columns, rows)
  }

  private static func table(_ heads: [String], _ rows: [[String]]) -> [String] {
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
