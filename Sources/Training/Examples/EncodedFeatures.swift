import Models
import Records

/// The rows of a training set as numbers: codes in the category slots, NaN for all that is missing or not finite.
struct EncodedFeatures {
  let width: Int
  let count: Int
  /// Row-major.
  let values: [Float]

  init(_ set: borrowing TrainingSet, encoders: [CategoryEncoder]) {
    width = set.layout.count
    count = set.count
    var values = set.features.values.map { $0.isFinite ? $0 : .nan }
    for (category, feature) in set.layout.categoryIndices.enumerated() {
      let column = set.features.categories[category]
      for row in 0..<count where !column.isMissing(row) {
        values[row * width + feature] = column[row].withUnsafeBufferPointer { encoders[category].code(of: $0) }
      }
    }
    self.values = values
  }
}
