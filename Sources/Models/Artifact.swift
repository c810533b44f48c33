import Records

/// A trained model with all that it needs and all that is known of how it came about: what the models topic carries.
///
/// It holds no wall-clock time and nothing of the machine, so that the same examples, settings and seed give the same
/// bytes.
package struct Artifact: Hashable, Sendable {
  package var version: ModelVersion
  package var task: LearningTask
  /// The classes in the order of the scores; `["0", "1"]` for a binary task, none for a regression.
  package var classes: [String]
  /// The algorithm's parameters, defaults included.
  package var parameters: [String: Double]
  /// The feature program that the vectors come from, and the events that it reads.
  package var definitions: [FeatureDefinition]
  package var schema: EventSchema
  /// nil of an artifact that was made without a pipeline.
  package var source: EventSource?
  package var layout: FeatureLayout
  /// The model's metrics on the holdout.
  package var metrics: [String: Double]
  package var lineage: ModelCard.Lineage
  /// One a category feature, in the layout's order.
  package var encoders: [CategoryEncoder]
  package var predictor: Predictor
  package var reference: ReferenceProfile

  /// - Precondition: predictor, encoders and classes fit the layout and the task.
  package init(
    version: ModelVersion, task: LearningTask, classes: [String], parameters: [String: Double],
    definitions: [FeatureDefinition], schema: EventSchema, source: EventSource? = nil, layout: FeatureLayout,
    metrics: [String: Double], lineage: ModelCard.Lineage, encoders: [CategoryEncoder], predictor: Predictor,
    reference: ReferenceProfile
  ) {
    self.version = version
    self.task = task
    self.classes = Model.classes(task, classes)
    self.parameters = parameters
    self.definitions = definitions
    self.schema = schema
    self.source = source
    self.layout = layout
    self.metrics = metrics
    self.lineage = lineage
    self.encoders = encoders
    self.predictor = predictor
    self.reference = reference
    if let problem { preconditionFailure("an artifact fits together: \(problem)") }
  }

  /// What does not fit together; nil when all does.
  var problem: String? {
    if predictor.outputCount != Model.outputCount(task, classes) {
      return "the predictor has \(predictor.outputCount) outputs for \(classes.count) classes of a \(task) task"
    }
    if case .multiclass = task, Set(classes).count != classes.count || classes.count < 2 {
      return "a multiclass model has at least two classes, each of its own name"
    }
    if encoders.count != layout.categoryIndices.count {
      return "\(encoders.count) encoders for \(layout.categoryIndices.count) category features"
    }
    switch predictor {
    case .prior: return "a prior needs no artifact"
    case .forest(let forest):
      return forest.width == layout.count ? nil : "a forest of \(forest.width) features for a layout of \(layout.count)"
    case .linear(let linear):
      let kinds = linear.design.columns.map(\.kind)
      return kinds == layout.features.map(\.kind) ? nil : "a linear model whose columns are not the layout's"
    }
  }
}
