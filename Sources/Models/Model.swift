import Records

/// A model that answers: a predictor with everything needed to score the vectors of its layout.
///
/// Immutable, so that any number of threads score with one model at once, and a swap is one reference.
package final class Model: Sendable {
  package let version: ModelVersion
  package let task: LearningTask
  package let layout: FeatureLayout
  /// The class that each score belongs to; `["0", "1"]` for a binary task, none for a regression.
  package let classes: [String]
  /// One a category feature, in the layout's order.
  package let encoders: [CategoryEncoder]
  package let predictor: Predictor
  /// The distributions that drift is measured against; empty for the prior, which has seen no data.
  package let reference: ReferenceProfile
  let categoryIndices: [Int]

  /// - Precondition: predictor, encoders and classes fit the layout and the task.
  package init(
    version: ModelVersion, task: LearningTask, layout: FeatureLayout, classes: [String], encoders: [CategoryEncoder],
    predictor: Predictor, reference: ReferenceProfile
  ) {
    self.version = version
    self.task = task
    self.layout = layout
    self.classes = classes
    self.encoders = encoders
    self.predictor = predictor
    self.reference = reference
    categoryIndices = layout.categoryIndices
    precondition(predictor.outputCount == Self.outputCount(task, classes), "a model has an output for each score")
    if case .prior = predictor { return }
    precondition(encoders.count == categoryIndices.count, "a model has an encoder for each category feature")
  }

  package convenience init(_ artifact: Artifact) {
    self.init(
      version: artifact.version, task: artifact.task, layout: artifact.layout, classes: artifact.classes,
      encoders: artifact.encoders, predictor: artifact.predictor, reference: artifact.reference)
  }

  /// Version 0: what answers until the first training. Binary ½, each class alike, and 0 for a regression.
  package static func prior(task: LearningTask, layout: FeatureLayout, classes: [String]) -> Model {
    let classes = Self.classes(task, classes)
    let scores: [Float] =
      switch task {
      case .binary: [0.5]
      case .multiclass: Array(repeating: 1 / Float(classes.count), count: classes.count)
      case .regression: [0]
      }
    return Model(
      version: .prior, task: task, layout: layout, classes: classes, encoders: [], predictor: .prior(scores),
      reference: ReferenceProfile())
  }

  /// Scores a row: 1 for binary and regression, one a class for multiclass.
  package var outputCount: Int { predictor.outputCount }

  /// The classes as a model of that task names them, whatever the caller knows of them.
  static func classes(_ task: LearningTask, _ named: [String]) -> [String] {
    switch task {
    case .binary: ["0", "1"]
    case .multiclass: named
    case .regression: []
    }
  }

  static func outputCount(_ task: LearningTask, _ classes: [String]) -> Int {
    task == .multiclass ? classes.count : 1
  }
}
