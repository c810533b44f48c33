import Models
import Records

/// Rows to answer before a model goes live, with the answers that the trainer's own code gave.
package struct Rehearsal: Sendable {
  /// Vectors of the model's layout.
  package let features: FeatureMatrix
  /// The trainer's margins, row-major.
  package let margins: [Float]
  /// How large the summands of each margin are together.
  package let magnitudes: [Float]

  package init(features: FeatureMatrix, margins: [Float], magnitudes: [Float]) {
    precondition(margins.count == magnitudes.count, "each margin has its magnitude")
    self.features = features
    self.margins = margins
    self.magnitudes = magnitudes
  }

  init(_ trained: TrainedPredictor, of set: TrainingSet) {
    self.init(
      features: set.features.selecting(trained.rehearsedRows), margins: trained.margins,
      magnitudes: trained.magnitudes)
  }

  /// How far from the trainer's own margins a served one may be, as a share of its magnitude, or of 1 where it is
  /// smaller.
  package static let tolerance = 1e-6

  /// The largest distance between the trainer's margins and those of a model; infinite where they cannot be compared.
  func disagreement(with model: Model) -> Double {
    var served: [Float] = []
    model.margins(features, into: &served)
    guard served.count == margins.count else { return .infinity }
    var largest = 0.0
    for (place, margin) in served.enumerated() {
      let distance = abs(Double(margin) - Double(margins[place])) / max(1, Double(magnitudes[place]))
      largest = distance.isFinite ? max(largest, distance) : .infinity
    }
    return largest
  }
}
