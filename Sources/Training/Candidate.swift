import Models
import Records

/// A newly trained model with its figures on the holdout: what the gate judges.
///
/// What is judged learned from the training part alone. That very model goes live; or, where the settings refit, one of
/// the same settings and seed that learned from the holdout as well, since on a drifting stream the newest rows say most.
package struct Candidate: Sendable {
  package let artifact: Artifact
  /// What goes live.
  package let model: Model
  /// What the gate judges: a model that has not seen the holdout.
  package let judged: Model
  /// The newest examples, which the model has not seen: the live model is judged on them too.
  package let holdout: TrainingSet
  /// What the trainer itself answers, for whoever serves the model to agree with.
  package let rehearsal: Rehearsal
  /// The metrics on the holdout; empty where there is none.
  package var metrics: [String: Double] { artifact.metrics }

  /// A model that was trained elsewhere: there is no holdout, and its own margins are all that it can be held against.
  package init(imported artifact: Artifact, rows: FeatureMatrix) {
    let model = Model(artifact)
    var margins: [Float] = []
    let known = rows.selecting(TrainedPredictor.rehearsedRows(of: rows.count))
    model.margins(known, into: &margins)
    self.init(
      artifact: artifact, model: model, judged: model,
      holdout: TrainingSet(
        task: artifact.task, layout: artifact.layout, features: FeatureMatrix(layout: artifact.layout), labels: [],
        positions: [], classes: artifact.classes),
      rehearsal: Rehearsal(features: known, margins: margins, magnitudes: margins.map { abs($0) }))
  }

  init(artifact: Artifact, model: Model, judged: Model, holdout: TrainingSet, rehearsal: Rehearsal) {
    self.artifact = artifact
    self.model = model
    self.judged = judged
    self.holdout = holdout
    self.rehearsal = rehearsal
  }

  /// Fewer examples than this are not learned from.
  package static let minimumRows = 10
  /// More classes than this are not told apart: each is a tree a round.
  package static let maximumClassCount = 256
}
