import Models
import Records

/// A newly trained model with its figures on the holdout: what the gate judges.
///
/// It learned from the training part alone, and that very model is the one that goes live: the one that was judged, not
/// one trained again on all rows, which nothing would have tested.
package struct Candidate: Sendable {
  package let artifact: Artifact
  package let model: Model
  /// The newest examples, which the model has not seen: the live model is judged on them too.
  package let holdout: TrainingSet
  /// The metrics on the holdout; empty where there is none.
  package var metrics: [String: Double] { artifact.metrics }

  /// Fewer examples than this are not learned from.
  package static let minimumRows = 10
  /// More classes than this are not told apart: each is a tree a round.
  package static let maximumClassCount = 256
}
