/// A linear model: a margin is an intercept plus the weighted inputs of its design.
///
/// Eight rows are summed at once in plain vector code. A matrix product would have to write out every category's
/// inputs first; reading the one weight that counts is less work than that at any width.
package struct LinearPredictor: Hashable, Sendable {
  package let design: LinearDesign
  /// Margins a row.
  package let outputCount: Int
  /// `weights[output * inputCount + input]`.
  package let weights: [Double]
  package let intercepts: [Double]

  /// - Returns: nil where the counts do not fit the design or a number is not finite.
  package init?(design: LinearDesign, weights: [Double], intercepts: [Double]) {
    guard !intercepts.isEmpty, weights.count == design.inputCount * intercepts.count,
      weights.allSatisfy(\.isFinite), intercepts.allSatisfy(\.isFinite)
    else { return nil }
    self.design = design
    self.weights = weights
    self.intercepts = intercepts
    outputCount = intercepts.count
  }

  /// The margins of up to eight rows.
  ///
  /// - Parameters:
  ///   - group: a slot a feature, eight rows side by side, NaN for missing.
  ///   - margins: `rowCount * outputCount`, row-major.
  func margins(_ group: UnsafePointer<Float>, rowCount: Int, into margins: UnsafeMutablePointer<Float>) {
    weights.withUnsafeBufferPointer { weights in
      for output in 0..<outputCount {
        var sum = SIMD8<Double>(repeating: intercepts[output])
        let outputWeights = UnsafeBufferPointer(
          rebasing: weights[output * design.inputCount..<(output + 1) * design.inputCount])
        for (feature, column) in design.columns.enumerated() {
          add(column, group + feature * RowBlocks.lanes, outputWeights, to: &sum)
        }
        for lane in 0..<rowCount { margins[lane * outputCount + output] = Float(sum[lane]) }
      }
    }
  }

  @inline(__always)
  private func add(
    _ column: LinearDesign.Column, _ lanes: UnsafePointer<Float>, _ weights: UnsafeBufferPointer<Double>,
    to sum: inout SIMD8<Double>
  ) {
    let values = SIMD8<Double>(UnsafeRawPointer(lanes).loadUnaligned(as: SIMD8<Float>.self))
    switch column {
    case .number(let mean, let inverseDeviation, let input, let indicator):
      let standardised = (values - mean) * (inverseDeviation * weights[input])
      sum += standardised.replacing(with: indicator < 0 ? 0 : weights[indicator], where: values .!= values)
    case .category(let first, let count):
      for lane in 0..<RowBlocks.lanes where values[lane] >= 0 && values[lane] < Double(count) {
        sum[lane] += weights[first + Int(values[lane])]
      }
    }
  }
}
