/// One thing that is wrong with a feature's definition.
package struct FeatureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The feature's name.
  package var feature: String
  /// The feature's place in the list of definitions, from 0.
  package var definition: Int
  /// The character of the expression that it is about, from 1.
  package var column: Int
  /// What is wrong, and what would be right.
  package var message: String

  package var description: String { "feature '\(feature)', column \(column): \(message)" }
}
