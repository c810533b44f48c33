import Glibc
import Pipeline
import Records
import Statistics

/// Workload A: card payments as JSON of about 220 bytes, keyed by card, and one label each.
///
/// Twelve features: eight numbers as they come, a logarithm, and count, sum and mean of the amount per card over an hour
/// of the events' own time. The same seed gives the same stream.
struct BenchWorkload {
  static let cardCount = 10_000
  static let modelSeed: UInt64 = 7
  /// The time between two events of the stream.
  private static let intervalMilliseconds: Int64 = 20
  private static let start: Int64 = 1_767_225_600_000
  /// Where an event's number stands in the JSON of an event and of its prediction: `{"id":"e-0000001"`.
  private static let numberPlace = 9..<16

  private var generator: SeededGenerator
  private(set) var index = 0

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Appends the next event and its label.
  ///
  /// - Parameter time: the records' own time.
  mutating func appendNext(at time: Timestamp, events: inout RecordBatch, labels: inout RecordBatch) {
    let card = Int.random(in: 0..<Self.cardCount, using: &generator)
    let amount = cents(exp(3.2 + 0.1 * Double(card % 13) + 0.8 * (generator.uniform() - 0.5)))
    let distance = cents(-60 * log(1 - generator.uniform()))
    let risk = cents(generator.uniform())
    let tries = Int.random(in: 0..<6, using: &generator)
    let isOnline = generator.uniform() < 0.4 ? 1 : 0
    let odds = 0.06 * (amount - 45) + 0.02 * (distance - 60) + 3 * (risk - 0.8) + 0.4 * Double(tries * isOnline)
    let isFraud = generator.uniform() < 1 / (1 + exp(-odds))
    let id = Self.id(index)
    let moment = Self.start + Int64(index) * Self.intervalMilliseconds
    let event =
      #"{"id":"\#(id)","ts":\#(moment),"card":"card-\#(card)","amount":\#(amount),"balance":\#(cents(1_000 + 7 * amount)),"#
      + #""distance":\#(distance),"age":\#(card % 1_800),"risk":\#(risk),"tries":\#(tries),"#
      + #""hour":\#(cents(Double(moment % 86_400_000) / 3_600_000)),"online":\#(isOnline),"#
      + #""currency":"EUR","terminal":"t-\#(index % 997)","acquirer":"bank-\#(index % 13)"}"#
    events.append(topic: .events, key: "card-\(card)", value: event, timestamp: time)
    labels.append(topic: .labels, key: id, value: #"{"id":"\#(id)","fraud":\#(isFraud ? 1 : 0)}"#, timestamp: time)
    index += 1
  }

  private func cents(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  private static func id(_ index: Int) -> String {
    let digits = String(index)
    return "e-" + String(repeating: "0", count: max(0, numberPlace.count - digits.count)) + digits
  }

  /// The number of the event that a record's value speaks of.
  static func index(inValue value: UnsafeRawBufferPointer?) -> Int? {
    guard let value, value.count >= numberPlace.upperBound else { return nil }
    return index(ofDigits: UnsafeRawBufferPointer(rebasing: value[numberPlace]))
  }

  /// The number of the event that an id names.
  static func index(ofID id: UnsafeRawBufferPointer) -> Int? {
    id.count == numberPlace.count + 2 ? index(ofDigits: UnsafeRawBufferPointer(rebasing: id[2...])) : nil
  }

  private static func index(ofDigits digits: UnsafeRawBufferPointer) -> Int? {
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number
  }

  /// The most events that ids of seven digits can name.
  static let maximumEventCount = 10_000_000

  /// The pipeline, as its file would say it.
  static func definition(name: String, partitions: Int) -> PipelineDefinition {
    switch PipelineFile.parse(text: text(name: name, partitions: partitions), file: "workload A") {
    case .success(let definition): return definition
    case .failure(let problems): preconditionFailure("workload A's own pipeline is not valid: \(problems)")
    }
  }

  private static func text(name: String, partitions: Int) -> String {
    """
    pipeline: \(name)
    events:
      id: id
      time: ts
      schema:
        id: string
        ts: timestamp
        card: string
        amount: {type: double, min: 0}
        balance: double
        distance: double
        age: int
        risk: double
        tries: int
        hour: double
        online: int
    labels: {id: id, value: fraud, type: binary, wait: 24h}
    features:
      - amount
      - balance
      - distance
      - age
      - risk
      - tries
      - hour
      - online
      - log_amount: log1p(amount)
      - count_1h: count() over 1h by card
      - sum_1h: sum(amount) over 1h by card
      - mean_1h: mean(amount) over 1h by card
    model: {algorithm: gbdt, trees: 100, depth: 6, learning_rate: 0.1}
    training: {examples: 20000, holdout: 20%, seed: \(modelSeed)}
    drift:
      window: 10000 events
      detectors:
        psi-shift: {test: psi, on: features, threshold: 0.2}
        ks-shift: {test: ks, on: features, alpha: 0.001}
        error-rise: {test: adwin, on: error, delta: 0.002}
    topic_creation: {partitions: \(partitions)}
    """
  }
}
