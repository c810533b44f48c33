import Glibc
import Records

/// How well predictions did, from the examples as they come: sums that add up over any split of the stream.
package struct Performance: Hashable, Sendable, Codable {
  package private(set) var count = 0
  /// Classification: predictions that named the right class.
  package private(set) var correctCount = 0
  /// Binary: how often 1 was predicted, 1 was true, and both.
  package private(set) var predictedPositiveCount = 0
  package private(set) var positiveCount = 0
  package private(set) var truePositiveCount = 0
  /// Binary, natural logarithm; probabilities are kept within 1e-15 of 0 and 1, as scikit-learn does.
  package private(set) var logLossSum = 0.0
  package private(set) var absoluteErrorSum = 0.0
  package private(set) var squaredErrorSum = 0.0

  package init() {}

  package mutating func noteClass(isCorrect: Bool) {
    count += 1
    if isCorrect { correctCount += 1 }
  }

  /// - Parameters:
  ///   - score: the probability of class 1.
  ///   - isPredicted: whether class 1 was predicted.
  package mutating func noteBinary(score: Double, isPredicted: Bool, isPositive: Bool) {
    noteClass(isCorrect: isPredicted == isPositive)
    logLossSum -= log(min(max(isPositive ? score : 1 - score, 1e-15), 1 - 1e-15))
    if isPredicted { predictedPositiveCount += 1 }
    if isPositive { positiveCount += 1 }
    if isPredicted && isPositive { truePositiveCount += 1 }
  }

  package mutating func noteValue(_ value: Double, actual: Double) {
    count += 1
    absoluteErrorSum += abs(value - actual)
    squaredErrorSum += (value - actual) * (value - actual)
  }

  package static func += (left: inout Performance, right: Performance) {
    left.count += right.count
    left.correctCount += right.correctCount
    left.predictedPositiveCount += right.predictedPositiveCount
    left.positiveCount += right.positiveCount
    left.truePositiveCount += right.truePositiveCount
    left.logLossSum += right.logLossSum
    left.absoluteErrorSum += right.absoluteErrorSum
    left.squaredErrorSum += right.squaredErrorSum
  }

  /// The figures by name for the task; empty before the first example.
  package func metrics(for task: LearningTask) -> [String: Double] {
    guard count > 0 else { return [:] }
    let total = Double(count)
    switch task {
    case .regression: return ["mae": absoluteErrorSum / total, "rmse": (squaredErrorSum / total).squareRoot()]
    case .multiclass: return ["accuracy": Double(correctCount) / total]
    case .binary:
      var metrics = ["accuracy": Double(correctCount) / total, "logloss": logLossSum / total]
      metrics["kappa"] = binaryKappa
      return metrics
    }
  }

  /// Cohen's kappa: agreement beyond what the marginals give by chance; nil where chance alone agrees wholly.
  private var binaryKappa: Double? {
    let total = Double(count)
    let predicted = Double(predictedPositiveCount) / total
    let positive = Double(positiveCount) / total
    let chance = predicted * positive + (1 - predicted) * (1 - positive)
    guard chance < 1 else { return nil }
    return (Double(correctCount) / total - chance) / (1 - chance)
  }

  package enum CodingKeys: String, CodingKey {
    case count
    case correctCount = "correct"
    case predictedPositiveCount = "predicted_positive"
    case positiveCount = "positive"
    case truePositiveCount = "true_positive"
    case logLossSum = "logloss_sum"
    case absoluteErrorSum = "absolute_error_sum"
    case squaredErrorSum = "squared_error_sum"
  }
}
