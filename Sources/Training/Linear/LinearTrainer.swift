import Glibc
import Models
import Records

/// Trains a linear model: logistic (binary), softmax (multiclass) or ridge regression, on standardised inputs.
///
/// With `l2` = 1/C the losses are those of scikit-learn's LogisticRegression, with `l2` = alpha those of its Ridge.
/// Parameters: `ModelSettings.Algorithm.linear.parameters`.
struct LinearTrainer {
  let settings: ModelSettings

  func train(_ set: TrainingSet) throws(TrainingError) -> TrainedPredictor {
    let learner = CategoryLearner(settings)
    let encoders = set.features.categories.map { learner.inputs($0, set) }
    let features = EncodedFeatures(set, encoders: encoders)
    let design = LinearDesign(set, features, encoders: encoders)
    let scale = LabelScale(set)
    let outputCount = set.task == .multiclass ? set.classes.count : 1
    let inputs = design.expanded(features)
    var loss = LinearLoss(
      task: set.task, inputs: inputs, inputCount: design.inputCount,
      labels: set.labels.map { ($0 - scale.mean) / scale.deviation }, outputCount: outputCount,
      l2: settings.value("l2"))
    let optimiser = QuasiNewton(
      iterations: Int(settings.value("iterations")), tolerance: settings.value("tolerance"))
    var start = [Double](repeating: 0, count: loss.parameterCount)
    if set.task == .binary { start[design.inputCount] = logOdds(set) }
    let found = optimiser.minimum(from: start) { loss.evaluate($0, gradient: &$1) }
    let weights = found.prefix(design.inputCount * outputCount).map { $0 * scale.deviation }
    let intercepts = found.suffix(outputCount).map { $0 * scale.deviation + scale.mean }
    guard let linear = LinearPredictor(design: design, weights: weights, intercepts: intercepts) else {
      throw .notFinite("a weight is not finite")
    }
    let rows = TrainedPredictor.rehearsedRows(of: set.count)
    return TrainedPredictor(
      predictor: .linear(linear), encoders: encoders, rehearsedRows: rows,
      margins: sums(of: rows, inputs: inputs, weights: weights, intercepts: intercepts),
      magnitudes: sums(
        of: rows, inputs: inputs.map(abs), weights: weights.map(abs), intercepts: intercepts.map(abs)))
  }

  /// In 64 bits, from the very inputs that were learned from.
  private func sums(of rows: [Int], inputs: [Double], weights: [Double], intercepts: [Double]) -> [Float] {
    let width = weights.count / intercepts.count
    return rows.flatMap { row in
      intercepts.indices.map { output in
        Float(
          (0..<width).reduce(intercepts[output]) { $0 + inputs[row * width + $1] * weights[output * width + $1] })
      }
    }
  }

  private func logOdds(_ set: borrowing TrainingSet) -> Double {
    let positives = set.labels.reduce(0, +)
    return log((positives + 0.5) / (Double(set.count) - positives + 0.5))
  }

  /// A regression learns standardised labels, so that the tolerance has no unit; classes are left as they are.
  private struct LabelScale {
    var mean = 0.0
    var deviation = 1.0

    init(_ set: borrowing TrainingSet) {
      guard set.task == .regression, set.count > 0 else { return }
      let mean = set.labels.reduce(0, +) / Double(set.count)
      let squares = set.labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      self.mean = mean
      deviation = (squares / Double(set.count)).squareRoot()
      if !(deviation > abs(mean) * 1e-12) { deviation = 1 }
    }
  }
}
