import Glibc
import Models

extension LinearDesign {
  /// The design of a training set: means and deviations of the numbers that are there (deviations over n, as
  /// scikit-learn's StandardScaler has them), an indicator where some are missing and some are not, and an input a kept
  /// category. A constant column, or one without any number, adds nothing.
  init(_ set: borrowing TrainingSet, _ features: EncodedFeatures, encoders: [CategoryEncoder]) {
    var columns: [Column] = []
    var next = 0
    var category = 0
    for (feature, definition) in set.layout.features.enumerated() {
      switch definition.kind {
      case .category:
        let count = encoders[category].values.count
        columns.append(.category(first: next, count: count))
        next += count
        category += 1
      case .numeric:
        let moments = Moments(features, feature)
        let hasIndicator = moments.count > 0 && moments.count < features.count
        columns.append(
          .number(
            mean: moments.mean, inverseDeviation: moments.deviation > 0 ? 1 / moments.deviation : 0, input: next,
            indicator: hasIndicator ? next + 1 : -1))
        next += hasIndicator ? 2 : 1
      }
    }
    guard let design = LinearDesign(columns: columns) else {
      preconditionFailure("inputs are numbered one after another, and the moments of finite numbers are finite")
    }
    self = design
  }

  /// The inputs of all rows, row-major.
  func expanded(_ features: EncodedFeatures) -> [Double] {
    [Double](unsafeUninitializedCapacity: features.count * inputCount) { inputs, count in
      features.values.withUnsafeBufferPointer { values in
        for row in 0..<features.count where inputCount > 0 {
          expand(
            UnsafeBufferPointer(rebasing: values[row * features.width..<(row + 1) * features.width]),
            into: inputs.baseAddress! + row * inputCount)
        }
      }
      count = features.count * inputCount
    }
  }

  /// Count, mean and deviation of the numbers of a column that are there, in two passes.
  private struct Moments {
    var count = 0
    var mean = 0.0
    var deviation = 0.0

    init(_ features: EncodedFeatures, _ feature: Int) {
      let column = (0..<features.count).lazy.map { Double(features.values[$0 * features.width + feature]) }
      for value in column where !value.isNaN {
        count += 1
        mean += value
      }
      guard count > 0 else { return }
      mean /= Double(count)
      var squares = 0.0
      for value in column where !value.isNaN { squares += (value - mean) * (value - mean) }
      deviation = (squares / Double(count)).squareRoot()
      // What rounding leaves of a constant column is no deviation.
      if deviation <= abs(mean) * 1e-12 { deviation = 0 }
    }
  }
}
