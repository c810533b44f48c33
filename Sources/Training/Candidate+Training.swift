import Models
import Records

extension Candidate {
  /// Trains a model on the older part of a set and measures it on the newer.
  ///
  /// The same arguments give the same artifact, byte for byte, on machines of one kind of processor with the same
  /// versions of XGBoost, OpenBLAS and the C library.
  ///
  /// A column without any value, and a constant one, are learned from without harm: they add nothing. A regression of
  /// constant labels gives that constant.
  ///
  /// - Parameters:
  ///   - set: examples in order; those to hold out are taken from its newest end.
  ///   - version: the version that the model will have.
  ///   - definitions: the feature program that the vectors come from, for the artifact.
  ///   - schema: the events that it reads, for the artifact.
  ///   - source: how those events name and date themselves, for the artifact.
  ///   - lineage: where the set comes from; its seed and row counts are set here.
  package static func train(
    _ set: TrainingSet, version: ModelVersion, definitions: [FeatureDefinition], schema: EventSchema,
    source: EventSource? = nil, model settings: ModelSettings, training: TrainingSettings, lineage: ModelCard.Lineage
  ) throws(TrainingError) -> Candidate {
    if let (name, problem) = settings.problems.first { throw .invalidParameter(name: name, problem: problem) }
    let (part, holdout) = set.split(holdout: training.holdout)
    try check(part)
    let chosen = try choose(settings, on: part, seed: training.seed)
    let learned = chosen.rows(of: part)
    let first = try trained(learned, chosen.settings, seed: training.seed)
    let draft = draft(part, first, version: version)
    let reference = ReferenceProfile(of: draft, training: learned, holdout: holdout)
    let refits = training.refitsOnHoldout && holdout.count > 0
    let final = refits ? chosen.rows(of: set) : learned
    let trained = refits ? try trained(final, chosen.settings, seed: training.seed) : first
    var lineage = lineage
    lineage.seed = training.seed
    lineage.trainingRows = final.count
    lineage.holdoutRows = holdout.count
    lineage.learnedThrough = final.positions.last?.place
    let artifact = Artifact(
      version: version, task: set.task, classes: set.classes, parameters: chosen.settings.resolvedParameters,
      definitions: definitions, schema: schema, source: source, layout: set.layout,
      metrics: Metrics.evaluate(draft, on: holdout),
      lineage: lineage, encoders: trained.encoders, predictor: trained.predictor, reference: reference)
    let model = Model(artifact)
    return Candidate(
      artifact: artifact, model: model, judged: refits ? draft : model, holdout: holdout,
      rehearsal: Rehearsal(trained, of: final))
  }

  private static func trained(
    _ part: TrainingSet, _ settings: ModelSettings, seed: UInt64
  ) throws(TrainingError) -> TrainedPredictor {
    switch settings.algorithm {
    case .gbdt: try TreeTrainer(settings: settings, seed: seed).train(part)
    case .linear: try LinearTrainer(settings: settings).train(part)
    case .auto: preconditionFailure("the tournament has chosen")
    }
  }

  /// What the settings come to on these examples.
  private static func choose(
    _ settings: ModelSettings, on part: TrainingSet, seed: UInt64
  ) throws(TrainingError) -> ModelTournament.Contestant {
    guard settings.algorithm == .auto else { return ModelTournament.Contestant(settings: settings, window: 1) }
    return try ModelTournament.winner(on: part) { (rows, settings) throws(TrainingError) in
      draft(rows, try trained(rows, settings, seed: seed), version: .prior)
    }
  }

  private static func draft(
    _ set: TrainingSet, _ trained: TrainedPredictor, version: ModelVersion
  ) -> Model {
    Model(
      version: version, task: set.task, layout: set.layout, classes: set.classes, encoders: trained.encoders,
      predictor: trained.predictor, reference: ReferenceProfile())
  }

  private static func check(_ part: TrainingSet) throws(TrainingError) {
    guard part.layout.count > 0 else { throw .noFeatures }
    guard part.count >= minimumRows else { throw .tooFewExamples(count: part.count, needed: minimumRows) }
    guard part.task != .regression else { return }
    guard part.classes.count <= maximumClassCount else {
      throw .tooManyClasses(count: part.classes.count, allowed: maximumClassCount)
    }
    let first = part.labels[0]
    guard part.labels.contains(where: { $0 != first }) else {
      throw .oneClass(part.classes[Int(first)], rows: part.count)
    }
  }
}
