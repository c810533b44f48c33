import Glibc
import Models
import Records

extension ReferenceProfile {
  /// What drift will be measured against: features and labels of the training part; scores, predictions and errors of
  /// the holdout, since a model's error on rows that it has learned from is no measure of what to expect. Without a
  /// holdout they are of the training part after all.
  init(of model: Model, training: TrainingSet, holdout: TrainingSet) {
    self.init(features: training.features, layout: training.layout)
    let unseen = holdout.count > 0 ? holdout : training
    var scores: [Float] = []
    model.score(unseen.features, into: &scores)
    switch model.task {
    case .regression:
      self[.label] = ReferenceDistribution(numbers: training.labels)
      self[.score] = ReferenceDistribution(numbers: scores)
      self[.prediction] = ReferenceDistribution(numbers: scores)
      self[.error] = ReferenceDistribution(numbers: zip(scores, unseen.labels).map { abs(Double($0) - $1) })
      self[.residual] = ReferenceDistribution(numbers: zip(scores, unseen.labels).map { $1 - Double($0) })
      self[.loss] = ReferenceDistribution(
        numbers: zip(scores, unseen.labels).map { (Double($0) - $1) * (Double($0) - $1) })
    case .binary, .multiclass:
      let predicted = (0..<unseen.count).map { model.predictedClass(scores, row: $0)! }
      let actual = Metrics.classIndices(of: unseen, in: model)
      self[.label] = ReferenceDistribution(
        classes: Metrics.classIndices(of: training, in: model), names: model.classes)
      self[.score] = ReferenceDistribution(
        numbers: model.task == .binary
          ? scores : predicted.enumerated().map { scores[$0.offset * model.outputCount + $0.element] })
      self[.prediction] = ReferenceDistribution(classes: predicted, names: model.classes)
      self[.error] = ReferenceDistribution(numbers: zip(predicted, actual).map { $0 == $1 ? 0 : Float(1) })
      if model.task == .binary {
        self[.residual] = ReferenceDistribution(numbers: zip(scores, actual).map { Double($1) - Double($0) })
      }
      self[.loss] = ReferenceDistribution(numbers: Self.logLosses(scores, actual, model))
    }
  }

  /// Minus the logarithm of what each row's class was given, as the monitor computes it of predictions.
  private static func logLosses(_ scores: [Float], _ actual: [Int], _ model: Model) -> [Double] {
    actual.enumerated().map { row, place in
      guard model.classes.indices.contains(place) else { return .nan }
      let given =
        model.task == .binary
        ? (place == 1 ? Double(scores[row]) : 1 - Double(scores[row]))
        : Double(scores[row * model.outputCount + place])
      return -log(min(max(given, 1e-15), 1))
    }
  }
}
