/// A number that a test may be given in the pipeline file, and what it is without one.
package struct DriftParameter: Hashable, Sendable {
  /// Its key in the file: `alpha`.
  package let name: String
  /// What holds where the file says nothing; nil where the test then decides by its data.
  package let defaultValue: Double?
  package let range: ClosedRange<Double>
  /// Whether only whole numbers make sense.
  package let isWhole: Bool
  /// What it does, for a problem's message and for the documentation.
  package let purpose: String

  package init(
    _ name: String, default defaultValue: Double?, in range: ClosedRange<Double>, isWhole: Bool = false,
    _ purpose: String
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.range = range
    self.isWhole = isWhole
    self.purpose = purpose
  }

  /// Whether the file may give this value.
  package func allows(_ value: Double) -> Bool {
    range.contains(value) && (!isWhole || value.rounded() == value)
  }
}
