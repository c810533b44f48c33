import Pipeline
import Records
import Service
import Simulation

/// The demo's stream, sent to a test's pipeline in stretches.
struct Payments {
  /// The demo's file with a shorter schooling, for a stream of some thousand events.
  static let changes = [
    ("examples: 20000 ", "examples: 6000 "), ("first_model_after: 5000", "first_model_after: 1000"),
    ("examples_after_drift: 2000", "examples_after_drift: 500"), ("window: 5000 events", "window: 1000 events"),
    ("trees: 60, depth: 5", "trees: 20, depth: 4"), ("cooldown: 1s", "cooldown: 0s"),
  ]

  private var stream: PaymentStream
  private(set) var sent = 0
  private let bed: TestBed
  private let names: TopicNames

  init(_ bed: TestBed, names: TopicNames, driftIndex: Int = .max, seed: UInt64 = 7) {
    stream = PaymentStream(seed: seed, driftIndex: driftIndex, cardCount: 200)
    self.bed = bed
    self.names = names
  }

  /// Sends so many events, and their labels behind them.
  mutating func send(_ count: Int, withLabels: Bool = true) async throws {
    var batch = RecordBatch()
    var labels = RecordBatch()
    let now = FreshetService.wallClock()
    for _ in 0..<count {
      let payment = stream.next()
      batch.append(topic: .events, key: payment.card, value: payment.eventJSON, timestamp: now)
      labels.append(topic: .labels, key: payment.id, value: payment.labelJSON, timestamp: now)
    }
    sent += count
    try await bed.send(batch, names: names)
    if withLabels { try await bed.send(labels, names: names) }
  }
}

extension Journal.Contents {
  /// The share of right answers among the examples of the payments from one on.
  func accuracy(from first: Int, to end: Int = .max, byModel model: Int? = nil) -> Double {
    let chosen = examples.filter { example in
      let index = Int(example.id.dropFirst(4)) ?? -1
      return index >= first && index < end && (model == nil || example.model == model)
    }
    return Double(chosen.count { $0.label == $0.actual }) / Double(max(1, chosen.count))
  }

  /// Ids that were answered, each once: the test's central claim.
  var isEachAnsweredOnce: Bool { Set(predictions.map(\.id)).count == predictions.count }
}
