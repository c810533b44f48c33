import Drift

/// The detectors' statistics over time, thinned out to a bounded number of points.
package struct DriftCurves: Sendable {
  /// A detector's strongest subject at a moment.
  package struct Point: Hashable, Sendable {
    /// Events seen by then.
    package var row: Int
    /// The statistic over its threshold: above 1 it says drift.
    package var ratio: Double
  }

  /// More points than this of a detector are halved.
  static let maximumCount = 512

  /// By the detector's name.
  package private(set) var points: [String: [Point]] = [:]
  /// Events between two points at least; doubled whenever points are halved.
  private var stride = 1
  private var nextRow = 0

  package init() {}

  mutating func note(_ states: [DetectorState], at row: Int) {
    guard row >= nextRow else { return }
    nextRow = row + stride
    append(states, at: row)
    guard points.values.contains(where: { $0.count > Self.maximumCount }) else { return }
    stride *= 2
    for name in points.keys { points[name] = points[name]!.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }
  }

  private mutating func append(_ states: [DetectorState], at row: Int) {
    var strongest: [String: Double] = [:]
    for state in states {
      guard let statistic = state.statistic, let threshold = state.threshold, threshold > 0 else { continue }
      strongest[state.detector] = max(strongest[state.detector] ?? 0, statistic / threshold)
    }
    for (name, ratio) in strongest { points[name, default: []].append(Point(row: row, ratio: ratio)) }
  }

  mutating func end(at row: Int) {
    for name in points.keys {
      guard let last = points[name]?.last, last.row < row else { continue }
      points[name]!.append(Point(row: row, ratio: last.ratio))
    }
  }
}
