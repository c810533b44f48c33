import Glibc
import Models
import Records

/// How well scores fit labels, defined as scikit-learn defines them.
///
/// A metric that the rows do not define is absent: the area under the curve of one class, kappa where chance alone
/// agrees wholly, r2 of less than two rows, and everything of no rows.
package enum Metrics {
  /// The metrics of a model on a set, by name: those of `GateSettings.Metric.defined(for:)`.
  ///
  /// The set may know other classes than the model; a row of a class that the model lacks is wrong, with probability 0.
  /// A model of another task or layout, which the pipeline's file has left behind, has no metrics on the set.
  package static func evaluate(_ model: Model, on set: TrainingSet) -> [String: Double] {
    guard model.task == set.task, model.layout.hash == set.layout.hash else { return [:] }
    var scores: [Float] = []
    model.score(set.features, into: &scores)
    switch set.task {
    case .binary: return binary(scores, set.labels)
    case .multiclass: return multiclass(scores, classIndices(of: set, in: model), classCount: model.classes.count)
    case .regression: return regression(scores, set.labels)
    }
  }

  /// The place of each row's class among the model's; one past the last for those that it lacks.
  static func classIndices(of set: TrainingSet, in model: Model) -> [Int] {
    let places = set.classes.map { model.classes.firstIndex(of: $0) ?? model.classes.count }
    return set.labels.map { places[Int($0)] }
  }

  /// - Parameters:
  ///   - scores: probabilities of class 1.
  ///   - labels: 0 or 1.
  package static func binary(_ scores: [Float], _ labels: [Double]) -> [String: Double] {
    guard !labels.isEmpty else { return [:] }
    let count = Double(labels.count)
    let table = ConfusionTable(
      predicted: scores.lazy.map { $0 > 0.5 ? 1 : 0 }, actual: labels.lazy.map { Int($0) }, classCount: 2)
    var (loss, squares) = (0.0, 0.0)
    for (score, label) in zip(scores, labels) {
      loss -= log(clipped(label == 1 ? score : 1 - score))
      squares += (Double(score) - label) * (Double(score) - label)
    }
    return present([
      "accuracy": table.accuracy, "kappa": table.kappa, "f1": table.f1, "logloss": loss / count,
      "brier": squares / count, "auc": areaUnderCurve(scores, labels),
    ])
  }

  /// - Parameters:
  ///   - scores: probabilities, `classCount` a row.
  ///   - labels: indices of classes; `classCount` for one that has no probability.
  package static func multiclass(_ scores: [Float], _ labels: [Int], classCount: Int) -> [String: Double] {
    guard !labels.isEmpty else { return [:] }
    var predicted: [Int] = []
    var loss = 0.0
    for (row, label) in labels.enumerated() {
      predicted.append(Model.likeliest(scores, from: row * classCount, classCount: classCount))
      loss -= log(clipped(label < classCount ? scores[row * classCount + label] : 0))
    }
    let table = ConfusionTable(predicted: predicted, actual: labels, classCount: classCount + 1)
    return present([
      "accuracy": table.accuracy, "kappa": table.kappa, "logloss": loss / Double(labels.count),
    ])
  }

  package static func regression(_ scores: [Float], _ labels: [Double]) -> [String: Double] {
    guard !labels.isEmpty else { return [:] }
    let count = Double(labels.count)
    let mean = labels.reduce(0, +) / count
    var (absolute, squares, spread) = (0.0, 0.0, 0.0)
    for (score, label) in zip(scores, labels) {
      let error = Double(score) - label
      absolute += abs(error)
      squares += error * error
      spread += (label - mean) * (label - mean)
    }
    // As scikit-learn has it: constant labels are explained wholly or not at all.
    let explained = spread > 0 ? 1 - squares / spread : squares == 0 ? 1 : 0
    return present([
      "mae": absolute / count, "rmse": (squares / count).squareRoot(), "r2": labels.count < 2 ? nil : explained,
    ])
  }

  /// The share of pairs of a 1 and a 0 that the scores put in the right order, ties counting half; nil without both.
  package static func areaUnderCurve(_ scores: [Float], _ labels: [Double]) -> Double? {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (below, pairs, start) = (0.0, 0.0, 0)
    while start < order.count {
      var (zeros, ones, end) = (0.0, 0.0, start)
      while end < order.count, scores[order[end]] == scores[order[start]] {
        if labels[order[end]] == 1 { ones += 1 } else { zeros += 1 }
        end += 1
      }
      pairs += ones * (below + zeros / 2)
      below += zeros
      start = max(end, start + 1)
    }
    let positives = Double(labels.count) - below
    return positives > 0 && below > 0 ? pairs / (positives * below) : nil
  }

  /// A probability no nearer to 0 or 1 than 32 bits can tell, as scikit-learn clips such scores.
  static func clipped(_ probability: Float) -> Double {
    Double(min(max(probability, .ulpOfOne), 1 - .ulpOfOne))
  }

  /// What is defined and finite.
  private static func present(_ metrics: [String: Double?]) -> [String: Double] {
    metrics.compactMapValues { $0 }.filter { $0.value.isFinite }
  }
}
