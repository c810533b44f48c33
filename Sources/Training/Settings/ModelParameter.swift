/// A number that an algorithm can be told under `model:`, with what it is when it is absent and what it may be.
package struct ModelParameter: Hashable, Sendable {
  package var name: String
  package var defaultValue: Double
  package var allowed: ClosedRange<Double>
  /// Whether only whole numbers are allowed.
  package var isWhole: Bool
  /// One clause for help texts and error messages.
  package var summary: String

  package init(
    _ name: String, default defaultValue: Double, in allowed: ClosedRange<Double>, isWhole: Bool = false,
    summary: String
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.allowed = allowed
    self.isWhole = isWhole
    self.summary = summary
  }

  package func allows(_ value: Double) -> Bool {
    allowed.contains(value) && (!isWhole || value == value.rounded())
  }

  /// What may be given: "a whole number from 1 to 14".
  package var allowedText: String {
    let (least, most) = (Self.text(allowed.lowerBound), Self.text(allowed.upperBound))
    return "\(isWhole ? "a whole number" : "a number") from \(least) to \(most)"
  }

  /// The number as a person writes it: whole ones without a point.
  static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
