import Models
import Records

/// Feature vectors with the outputs that a model is known to give, to hold an imported one against.
package struct SampleRows: Sendable {
  package let features: FeatureMatrix
  /// `outputCount` a row: the probability of class 1, a probability a class, or the value.
  package let outputs: [Float]
  package let outputCount: Int

  /// - Precondition: each row has its outputs.
  package init(features: FeatureMatrix, outputs: [Float], outputCount: Int) {
    precondition(outputs.count == features.count * outputCount, "each row has its outputs")
    self.features = features
    self.outputs = outputs
    self.outputCount = outputCount
  }

  /// A row that a model answers otherwise than is known.
  package struct Difference: Hashable, Sendable {
    package var row: Int
    package var output: Int
    package var expected: Float
    package var found: Float
  }

  /// The largest distance from the known outputs, each as a share of it, or of 1 where it is smaller; and the first row
  /// that is further away than `tolerance`.
  package func compare(_ model: Model, tolerance: Double) -> (largest: Double, first: Difference?) {
    var scores: [Float] = []
    model.score(features, into: &scores)
    precondition(model.outputCount == outputCount, "the model has an output for each known one")
    var (largest, first): (Double, Difference?) = (0, nil)
    for place in scores.indices {
      let (found, expected) = (scores[place], outputs[place])
      let distance = abs(Double(found) - Double(expected)) / max(1, abs(Double(expected)))
      largest = max(largest, distance.isFinite ? distance : .infinity)
      if !(distance <= tolerance), first == nil {
        first = Difference(
          row: place / outputCount, output: place % outputCount, expected: expected, found: found)
      }
    }
    return (largest, first)
  }
}
