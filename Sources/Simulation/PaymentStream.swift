import Glibc
import Records
import Statistics

/// A synthetic stream of card payments whose concept changes at a known event: the demo's input.
///
/// Before the change disputes are large payments, for the card's habits, in electronics and far from home. After it they
/// are small ones in gaming ("card testing"), which also become more frequent, so that inputs and concept both move. The
/// same seed gives the same stream on every machine.
package struct PaymentStream: Sendable {
  package struct Payment: Sendable {
    package var index: Int
    package var id: String
    package var time: Timestamp
    package var card: String
    package var amount: Double
    package var country: String
    package var category: String
    /// Kilometres from the card's home; missing for one payment in fifty.
    package var distance: Double?
    package var isOnline: Bool
    package var isDisputed: Bool
  }

  package static let countries = ["GB", "FR", "DE", "ES", "IT", "US", "NL"]
  package static let categories = ["grocery", "dining", "travel", "electronics", "gaming", "fuel"]

  /// The time between two payments of the stream.
  package static let interval = Duration.milliseconds(500)
  package static let start = Timestamp(milliseconds: 1_767_225_600_000)

  /// The first payment of the new concept.
  package let driftIndex: Int
  private let cardCount: Int
  /// Natural logarithm of each card's usual amount.
  private let habits: [Double]
  private var generator: SeededGenerator
  private var index = 0

  package init(seed: UInt64, driftIndex: Int, cardCount: Int = 2_000) {
    self.driftIndex = driftIndex
    self.cardCount = cardCount
    generator = SeededGenerator(seed: seed)
    var habits: [Double] = []
    for _ in 0..<cardCount { habits.append(3.2 + 0.7 * Self.normal(&generator)) }
    self.habits = habits
  }

  package mutating func next() -> Payment {
    defer { index += 1 }
    let hasDrifted = index >= driftIndex
    let card = Int.random(in: 0..<cardCount, using: &generator)
    let isTest = hasDrifted && generator.uniform() < 0.25
    let deviation = isTest ? -1.5 + 0.4 * Self.normal(&generator) : 0.8 * Self.normal(&generator)
    let category =
      isTest ? 4 : Int.random(in: 0..<Self.categories.count, using: &generator)
    let isAway = generator.uniform() < 0.2
    let country =
      isAway ? Int.random(in: 0..<Self.countries.count, using: &generator) : card % Self.countries.count
    let distance = -log(1 - generator.uniform()) * (isAway ? 900 : 15)
    let isDistanceKnown = generator.uniform() >= 0.02
    let isOnline = generator.uniform() < (category == 4 ? 0.9 : 0.35)

    let odds =
      hasDrifted
      ? -2.5 * deviation - 2.2 + (category == 4 ? 2.6 : 0) + (isOnline ? 0.6 : 0)
      : 2.5 * deviation - 1.9 + (category == 3 ? 2.2 : 0) + (isAway ? 1.2 : 0)
    let isDisputed = generator.uniform() < 1 / (1 + exp(-2 * odds))
    return Payment(
      index: index, id: "pay-\(index)",
      time: Timestamp(milliseconds: Self.start.milliseconds + Int64(index) * Self.interval.milliseconds),
      card: "card-\(card)", amount: (exp(habits[card] + deviation) * 100).rounded() / 100,
      country: Self.countries[country], category: Self.categories[category],
      distance: isDistanceKnown ? (distance * 10).rounded() / 10 : nil, isOnline: isOnline, isDisputed: isDisputed)
  }

  /// A standard normal number (Box & Muller 1958, the cosine half).
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    let radius = (-2 * log(1 - generator.uniform())).squareRoot()
    return radius * cos(2 * .pi * generator.uniform())
  }
}

extension PaymentStream.Payment {
  /// The event as the demo's pipeline reads it, about 220 bytes.
  package var eventJSON: String {
    let distance = distance.map { "\($0)" } ?? "null"
    return #"{"id":"\#(id)","ts":\#(time.milliseconds),"card_id":"\#(card)","amount":\#(amount),"#
      + #""country":"\#(country)","category":"\#(category)","distance_km":\#(distance),"online":\#(isOnline),"#
      + #""currency":"EUR","terminal":"t-\#(index % 997)","acquirer":"bank-\#(index % 13)"}"#
  }

  package var labelJSON: String { #"{"id":"\#(id)","disputed":\#(isDisputed ? 1 : 0)}"# }
}
