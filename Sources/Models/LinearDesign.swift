import Records

/// How a row becomes the inputs of a linear model.
///
/// A number is standardised by the training set's mean and deviation; a missing one stands at the mean, and where the
/// training set had missing values, an indicator input says so. A category has an input for each value that training
/// kept; an unseen or missing value sets none of them.
package struct LinearDesign: Hashable, Sendable {
  package enum Column: Hashable, Sendable {
    /// - Parameters:
    ///   - input: the standardised number's input.
    ///   - indicator: the input that is 1 where the number is missing; -1 for none.
    case number(mean: Double, inverseDeviation: Double, input: Int, indicator: Int)
    /// The category's code k sets input `first + k`, for k below `count`.
    case category(first: Int, count: Int)

    package var kind: FeatureLayout.Kind {
      switch self {
      case .number: .numeric
      case .category: .category
      }
    }
  }

  /// One a feature, in the layout's order.
  package let columns: [Column]
  package let inputCount: Int

  /// - Returns: nil where the columns do not number the inputs one after another from 0, or a number is not finite.
  package init?(columns: [Column]) {
    var next = 0
    for column in columns {
      switch column {
      case .number(let mean, let inverseDeviation, let input, let indicator):
        guard mean.isFinite, inverseDeviation.isFinite, input == next, indicator == -1 || indicator == next + 1 else {
          return nil
        }
        next += indicator < 0 ? 1 : 2
      case .category(let first, let count):
        guard first == next, (0...Int(UInt16.max)).contains(count) else { return nil }
        next += count
      }
    }
    self.columns = columns
    inputCount = next
  }

  /// The inputs of numbers and their indicators, in order.
  var denseInputs: [Int] {
    columns.flatMap { column -> [Int] in
      switch column {
      case .number(_, _, let input, let indicator): indicator < 0 ? [input] : [input, indicator]
      case .category: []
      }
    }
  }

  /// Writes the inputs of a row.
  ///
  /// - Parameters:
  ///   - row: a value a feature; NaN for missing, codes for categories.
  ///   - inputs: `inputCount` numbers.
  package func expand(_ row: UnsafeBufferPointer<Float>, into inputs: UnsafeMutablePointer<Double>) {
    inputs.update(repeating: 0, count: inputCount)
    for (feature, column) in columns.enumerated() {
      let value = row[feature]
      switch column {
      case .number(let mean, let inverseDeviation, let input, let indicator):
        if value.isFinite {
          inputs[input] = (Double(value) - mean) * inverseDeviation
        } else if indicator >= 0 {
          inputs[indicator] = 1
        }
      case .category(let first, let count):
        if value >= 0, value < Float(count) { inputs[first + Int(value)] = 1 }
      }
    }
  }
}
