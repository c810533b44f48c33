import Records
import Service

/// What the demo came to; positions count events.
struct DemoSummary: Encodable, Sendable {
  struct Model: Encodable, Sendable {
    var version: ModelVersion
    var trigger: String
    var verdict: String
  }

  var events: Int
  var predictions: Int
  var labels: Int
  var examples: Int
  var deadletters: Int
  var alerts: Int
  var retrains: Int
  var models: [Model]
  var driftAt: Int
  @OrNull var detectedAt: Int?
  @OrNull var swappedAt: Int?
  var accuracy: DemoAudit.Accuracy
  /// The longest pause between two predictions that ended with another model's first answer.
  @OrNull var swapGapMilliseconds: Double?
  /// The longest other pause.
  @OrNull var steadyGapMilliseconds: Double?
  var lost: Int
  var duplicated: Int
  var seconds: Double
  /// Whether everything that was sent came back before the demo gave up waiting.
  var isComplete: Bool

  enum CodingKeys: String, CodingKey {
    case events, predictions, labels, examples, deadletters, alerts, retrains, models
    case driftAt = "drift_at"
    case detectedAt = "detected_at"
    case swappedAt = "swapped_at"
    case accuracy
    case swapGapMilliseconds = "swap_gap_ms"
    case steadyGapMilliseconds = "steady_gap_ms"
    case lost, duplicated, seconds
    case isComplete = "complete"
  }

  func show() {
    Console.print("")
    Console.print(
      "\(events) events, \(predictions) predictions, \(examples) of \(labels) labels joined, in \(seconds.rounded(places: 1)) s"
    )
    Console.print("lost \(lost), answered twice \(duplicated), refused \(deadletters)")
    for model in models { Console.print("model \(model.version) (\(model.trigger)): \(model.verdict)") }
    Console.print("the concept changed at event \(driftAt)")
    Console.print("  seen at event    \(detectedAt.map { "\($0)" } ?? "not seen")")
    Console.print("  swapped at event \(swappedAt.map { "\($0)" } ?? "not swapped")")
    Console.print("accuracy before    \(Self.percent(accuracy.beforeDrift))")
    Console.print("  while drifted    \(Self.percent(accuracy.drifted))")
    Console.print("  after the swap   \(Self.percent(accuracy.afterSwap))")
    if let swap = swapGapMilliseconds, let steady = steadyGapMilliseconds {
      Console.print(
        "longest pause at a swap \(swap.rounded(places: 1)) ms, elsewhere \(steady.rounded(places: 1)) ms")
    }
    if !isComplete { Console.print("the demo gave up waiting for the last predictions and labels") }
  }

  private static func percent(_ share: Double?) -> String { share.map { "\(($0 * 100).rounded(places: 1)) %" } ?? "–" }
}
