import Glibc
import Records
import Training

/// How the predictions of a backtest did, each judged by a model that had not seen its label.
///
/// A row without an answer counts as wrong, as does one that the untrained prior answered. The columns are kept, for
/// metrics that need all rows at once: about 16 bytes a row.
package struct BacktestScores: Sendable {
  package let task: LearningTask
  /// Binary: the probability of class 1. Regression: the value.
  private var answers: [Float] = []
  private var actuals: [Double] = []
  /// Multiclass: numbers of classes; -1 for no answer.
  private var predicted: [Int32] = []
  private var lossSum = 0.0
  private var classNumbers: [String: Int32] = [:]

  package init(task: LearningTask) { self.task = task }

  package var count: Int { actuals.count }

  /// - Parameters:
  ///   - answer: the probability of class 1, or the value.
  ///   - actual: 0 or 1, or the value.
  mutating func note(answer: Double, actual: Double) {
    answers.append(answer.isFinite ? Float(answer) : task == .binary ? 0.5 : 0)
    actuals.append(actual)
  }

  /// - Parameters:
  ///   - predicted: the predicted class; nil for no answer.
  ///   - probability: what the model gave the actual class; not finite where it does not know it.
  mutating func note(predicted: String?, actual: String, probability: Double) {
    self.predicted.append(predicted.map { number(of: $0) } ?? -1)
    actuals.append(Double(number(of: actual)))
    let known = probability.isFinite ? probability : 0
    lossSum -= log(min(max(known, Double(Float.ulpOfOne)), 1 - Double(Float.ulpOfOne)))
  }

  private mutating func number(of name: String) -> Int32 {
    if let known = classNumbers[name] { return known }
    let next = Int32(classNumbers.count)
    classNumbers[name] = next
    return next
  }

  /// The figures over all rows by name, as `Metrics` defines them; those that the rows do not define are absent.
  package var metrics: [String: Double] {
    guard count > 0 else { return [:] }
    switch task {
    case .binary: return Metrics.binary(answers, actuals)
    case .regression: return Metrics.regression(answers, actuals)
    case .multiclass:
      let none = classNumbers.count
      let table = ConfusionTable(
        predicted: predicted.lazy.map { $0 < 0 ? none : Int($0) }, actual: actuals.lazy.map { Int($0) },
        classCount: none + 1)
      var metrics = ["accuracy": table.accuracy, "logloss": lossSum / Double(count)]
      metrics["kappa"] = table.kappa
      return metrics
    }
  }

  /// What a row contributes to the curve over time: 1 for a right class and 0 for a wrong one, or the absolute error.
  package func mark(_ row: Int) -> Double {
    switch task {
    case .binary: (answers[row] > 0.5) == (actuals[row] == 1) ? 1 : 0
    case .multiclass: Double(predicted[row]) == actuals[row] ? 1 : 0
    case .regression: abs(Double(answers[row]) - actuals[row])
    }
  }

  /// The mean mark of consecutive stretches, about `parts` of them: `(rows up to its end, mean)`.
  package func curve(parts: Int) -> [(end: Int, mean: Double)] {
    let stretch = max(1, (count + parts - 1) / max(1, parts))
    return stride(from: 0, to: count, by: stretch).map { start in
      let end = min(count, start + stretch)
      return (end, (start..<end).reduce(0) { $0 + mark($1) } / Double(end - start))
    }
  }
}
