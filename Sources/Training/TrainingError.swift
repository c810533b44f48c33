/// Why no model came of a training set. Another attempt with the same examples ends the same way.
package enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Too few examples are left to learn from once the holdout is taken off.
  case tooFewExamples(count: Int, needed: Int)
  /// All examples to learn from are of one class: there is nothing to tell apart.
  case oneClass(String, rows: Int)
  /// The layout has no feature.
  case noFeatures
  /// More features than a packed forest can name.
  case tooManyFeatures(count: Int, allowed: Int)
  /// More classes than a model may have: the label is hardly a class.
  case tooManyClasses(count: Int, allowed: Int)
  /// A parameter that the algorithm does not know or allow.
  case invalidParameter(name: String, problem: String)
  /// XGBoost refused, in its own words.
  case library(String)
  /// A model whose numbers are not finite, such as of labels too large for 32 bits.
  case notFinite(String)

  package var description: String {
    switch self {
    case .tooFewExamples(let count, let needed):
      "\(count) examples to learn from, at least \(needed) are needed"
    case .oneClass(let name, let rows): "all \(rows) examples to learn from have the label \(name)"
    case .noFeatures: "the pipeline has no feature to learn from"
    case .tooManyFeatures(let count, let allowed): "\(count) features, at most \(allowed) are allowed"
    case .tooManyClasses(let count, let allowed):
      "\(count) classes among the labels, at most \(allowed) are allowed"
    case .invalidParameter(let name, let problem): "model.\(name): \(problem)"
    case .library(let message): "XGBoost: \(message)"
    case .notFinite(let what): "the trained model is of no use: \(what)"
    }
  }
}
