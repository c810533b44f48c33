/// Everything that is wrong with a list of definitions, at once: one list to work off, not one error a try.
package struct FeatureErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// In the order of the definitions; never empty when thrown.
  package var errors: [FeatureError]

  package var description: String { errors.map(\.description).joined(separator: "\n") }
}
