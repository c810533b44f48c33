import Pipeline
import Records
import Statistics

/// What one world is like, all of it drawn from its seed.
struct WorldPlan {
  let definition: PipelineDefinition
  let odds: Odds
  let eventCount: Int
  let processCount: Int
  /// Of events, labels and predictions, and examples.
  let partitions: [Topic: Int]
  let cardCount: Int
  /// The mean time between two events.
  let interval: Duration
  let commitInterval: Duration
  /// Shares of the events.
  let badShare: Double
  let lostLabelShare: Double
  let lateLabelShare: Double
  let earlyLabelShare: Double
  let doubleLabelShare: Double
  /// Events come in this much out of order.
  let jitter: Duration
  let personShare: Double
  /// How often lanes keep their state; nil for never.
  let snapshotInterval: Duration?
  /// Whether all processes have one data folder.
  let sharesFolder: Bool
  /// How often a disk loses, tears, bends or refuses what it is given.
  let diskFaults: Double

  init(eventCount: Int, canary: Canary?, generator: inout SeededGenerator, disk: inout SeededGenerator) {
    snapshotInterval = [nil, .milliseconds(300), .seconds(2), .seconds(10)].randomElement(using: &disk)!
    sharesFolder = disk.uniform() < 0.5
    diskFaults = [0, 0.02, 0.2].randomElement(using: &disk)!
    func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &generator)! }
    func chance(_ share: Double) -> Bool { generator.uniform() < share }
    self.eventCount = eventCount
    let drawn =
      chance(0.1)
      ? .none
      : Odds(
        crash: pick([0, 0.0005, 0.002]), pause: pick([0, 0.0005, 0.003]), refusal: pick([0, 0.002, 0.01]),
        silence: pick([0, 0.002, 0.01]), interleaving: pick([0, 0.05, 0.2]), outage: pick([0, 0.0005]))
    // Zombies take processes that stand still while others go on.
    let hasZombies = canary == .letsZombiesCommit
    odds = hasZombies ? Odds(pause: 0.002) : drawn
    let count = pick([1, 2, 2, 3])
    processCount = hasZombies ? 3 : count
    let width = pick([1, 2, 3, 4])
    partitions = [.events: pick([1, 2, 3, 4]), .predictions: width, .labels: width, .examples: pick([1, 2, 3])]
    cardCount = pick([2, 5, 12])
    interval = .milliseconds(pick([60, 150, 300]))
    commitInterval = .milliseconds(pick([100, 250, 1_000]))
    badShare = pick([0, 0.03, 0.1])
    lostLabelShare = pick([0, 0.1, 0.3])
    lateLabelShare = pick([0, 0.05])
    earlyLabelShare = pick([0, 0.1])
    doubleLabelShare = pick([0, 0.05])
    let lateness = pick([0, 500, 3_000])
    jitter = .milliseconds(lateness)
    personShare = pick([0, 0.004, 0.02])
    let text = Self.file(
      delivery: hasZombies ? "exactly-once" : pick(["at-least-once", "exactly-once"]), wait: pick([5, 15, 30]),
      absent: chance(0.6), lateness: lateness, hasCounts: chance(0.3), firstModelAfter: pick([40, 80]),
      after: pick([60, 120]))
    switch PipelineFile.parse(text: text, file: "simulated.yaml") {
    case .success(let definition): self.definition = definition
    case .failure(let problems): preconditionFailure("the simulated pipeline does not parse: \(problems)")
    }
  }

  /// Of what the windows hold, in milliseconds.
  static let windowMilliseconds: Int64 = 4_000

  private static func file(
    delivery: String, wait: Int, absent: Bool, lateness: Int, hasCounts: Bool, firstModelAfter: Int, after: Int
  ) -> String {
    """
    pipeline: simulated
    events:
      id: id
      time: ts
      schema: {id: string, ts: timestamp, card: string, amount: {type: double, min: 0}}
    labels: {id: id, value: y, type: binary, wait: \(wait)s\(absent ? ", absent_means: 0" : "")}
    features:
      - amount
      - spend: sum(amount) over 4s by card
      - count: count() over 4s by card
    \(hasCounts ? "  - newest: sum(amount) over 3 events by card" : "")
    feature_options: {lateness: \(lateness)ms}
    model: {algorithm: linear}
    training: {examples: 200, holdout: 30%, first_model_after: \(firstModelAfter), examples_after_drift: 40}
    drift:
      window: 100 events
      detectors:
        error-rise: {test: adwin, on: error, delta: 0.2, direction: up}
    triggers:
      - {name: concept-drift, on: error-rise, do: retrain}
      - {name: refresh, after: \(after) examples, do: retrain}
    retraining: {cooldown: 2s}
    delivery: \(delivery)
    """
  }
}
