/// A detector's parameters: what the file gives, and the test's defaults for the rest.
struct ParameterValues: Hashable, Sendable {
  let test: DriftTest
  let given: [String: Double]

  /// The value; a name that the test does not declare, or one without a default, is a programmer's error.
  subscript(name: String) -> Double {
    guard let value = optional(name) else { preconditionFailure("\(test.rawValue) has no parameter '\(name)'") }
    return value
  }

  /// The value; nil where neither the file nor the test gives one.
  func optional(_ name: String) -> Double? { given[name] ?? test.parameter(name)?.defaultValue }
}
