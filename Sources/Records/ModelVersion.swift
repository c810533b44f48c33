/// The number of a model in its pipeline: 0 is the prior that answers until the first training, 1 the first trained.
package struct ModelVersion: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package var number: Int

  package init(_ number: Int) { self.number = number }

  package init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }

  /// The version that answers before anything has been trained.
  package static let prior = ModelVersion(0)

  package static func < (left: ModelVersion, right: ModelVersion) -> Bool { left.number < right.number }

  package var description: String { String(number) }
}
