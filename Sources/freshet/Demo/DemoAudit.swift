import Pipeline
import Records
import Service
import Simulation

/// What the demo's own reader of the output topics saw: the figures that the summary states, independent of the
/// service's own counters. Positions count events of the stream.
struct DemoAudit: Sendable {
  struct Accuracy: Encodable, Sendable {
    @OrNull var beforeDrift: Double?
    @OrNull var drifted: Double?
    @OrNull var afterSwap: Double?

    enum CodingKeys: String, CodingKey {
      case beforeDrift = "before_drift"
      case drifted
      case afterSwap = "after_swap"
    }
  }

  let eventCount: Int
  let driftIndex: Int
  /// The version that answered each event, -1 before it was seen.
  private var versions: [Int32]
  /// 1 right, 0 wrong, -1 without a label so far.
  private var outcomes: [Int8]
  private(set) var predictionCount = 0
  private(set) var duplicateCount = 0
  private(set) var exampleCount = 0
  private(set) var deadLetterCount = 0
  /// The longest pause between two predictions, as their reader sees it, that ended with another model's first answer.
  private(set) var longestSwapGap: Double?
  /// The longest of the other pauses.
  private(set) var longestSteadyGap: Double?
  private var lastSeen: ContinuousClock.Instant?
  private var newestVersion = 0
  private(set) var alerts: [Alert] = []
  private(set) var cards: [ModelVersion: ModelCard] = [:]

  init(eventCount: Int, driftIndex: Int) {
    self.eventCount = eventCount
    self.driftIndex = driftIndex
    versions = Array(repeating: -1, count: eventCount)
    outcomes = Array(repeating: -1, count: eventCount)
  }

  // MARK: Taking records in

  mutating func notePrediction(id: String, version: Int, seen: ContinuousClock.Instant) {
    guard let index = Self.index(of: id), versions.indices.contains(index) else { return }
    predictionCount += 1
    noteGap(version: version, seen: seen)
    if versions[index] >= 0 { duplicateCount += 1 } else { versions[index] = Int32(version) }
  }

  /// A pause counts for a swap when the first answer of a version ends it.
  private mutating func noteGap(version: Int, seen: ContinuousClock.Instant) {
    if let last = lastSeen {
      let gap = (seen - last) / .milliseconds(1)
      if version > newestVersion {
        longestSwapGap = max(longestSwapGap ?? 0, gap)
      } else {
        longestSteadyGap = max(longestSteadyGap ?? 0, gap)
      }
    }
    newestVersion = max(newestVersion, version)
    lastSeen = seen
  }

  mutating func noteExample(id: String, isRight: Bool) {
    guard let index = Self.index(of: id), outcomes.indices.contains(index) else { return }
    exampleCount += 1
    outcomes[index] = isRight ? 1 : 0
  }

  mutating func noteAlert(_ alert: Alert) { alerts.append(alert) }
  mutating func noteCard(_ card: ModelCard) { cards[card.version] = card }
  mutating func noteDeadLetter() { deadLetterCount += 1 }

  private static func index(of id: String) -> Int? {
    id.hasPrefix("pay-") ? Int(id.dropFirst(4)) : nil
  }

  // MARK: What it says

  /// Events that were sent and have no answer.
  func lostCount(of sent: Int) -> Int { versions.prefix(sent).count { $0 < 0 } - deadLetterCount }

  /// Where the newest firing drift alert's window ends, in events.
  static func position(of alert: Alert) -> Int? {
    alert.window.map {
      Int(($0.to.milliseconds - PaymentStream.start.milliseconds) / PaymentStream.interval.milliseconds)
    }
  }

  private var driftAlerts: [(position: Int, alert: Alert)] {
    alerts.filter { $0.kind == .drift && $0.state == .firing }
      .compactMap { alert in Self.position(of: alert).map { ($0, alert) } }
  }

  /// The first drift alert after the change of a detector that had been silent before it.
  var detectedAt: Int? {
    let early = Set(driftAlerts.filter { $0.position < driftIndex }.compactMap(\.alert.detector))
    return driftAlerts.filter { $0.position >= driftIndex && !early.contains($0.alert.detector ?? "") }
      .map(\.position).min()
  }

  /// The first event that a version trained because of the change has answered.
  var swappedAt: Int? {
    let atDrift = versions[..<min(driftIndex, versions.count)].max() ?? -1
    return versions.indices.dropFirst(driftIndex).first { versions[$0] > atDrift }
  }

  var accuracy: Accuracy {
    let firstModel = versions.firstIndex { $0 > 0 } ?? versions.count
    let swap = swappedAt ?? versions.count
    return Accuracy(
      beforeDrift: share(firstModel..<max(firstModel, driftIndex)), drifted: share(driftIndex..<max(driftIndex, swap)),
      afterSwap: share(swap..<versions.count))
  }

  private func share(_ range: Range<Int>) -> Double? {
    var right = 0
    var known = 0
    for index in range where outcomes[index] >= 0 {
      known += 1
      right += Int(outcomes[index])
    }
    return known > 0 ? Double(right) / Double(known) : nil
  }
}
