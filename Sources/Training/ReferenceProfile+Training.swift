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
    }
  }
}
