/// What a model answers.
package enum LearningTask: String, CaseIterable, Sendable, Codable {
  /// One score a row: the probability of class 1.
  case binary
  /// A probability a class and row; classes are named.
  case multiclass
  /// One value a row.
  case regression
}
