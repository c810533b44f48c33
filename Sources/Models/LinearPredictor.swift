/// A linear model: a margin is an intercept plus the weighted inputs of its design.
///
/// Eight rows are summed at once, each in the order of its inputs: a row's margin does not depend on the batch that it
/// comes in, as it would by a matrix product of the BLAS. Of a category's inputs only the one that is set is read.
package struct LinearPredictor: Hashable, Sendable {
  package let design: LinearDesign
  /// Margins a row.
  package let outputCount: Int
  /// `weights[output * inputCount + input]`.
  package let weights: [Double]
  package let intercepts: [Double]
  /// The weights of numbers and indicators alone, output after output, in the order of the inputs.
  private let denseWeights: [Float]
  /// Inputs that are numbers or indicators.
  private let denseCount: Int

  /// - Returns: nil where the counts do not fit the design or a number is not finite.
  package init?(design: LinearDesign, weights: [Double], intercepts: [Double]) {
    guard !intercepts.isEmpty, weights.count == design.inputCount * intercepts.count,
      weights.allSatisfy(\.isFinite), intercepts.allSatisfy(\.isFinite)
    else { return nil }
    self.design = design
    self.weights = weights
    self.intercepts = intercepts
    outputCount = intercepts.count
    let dense = design.denseInputs
    denseCount = dense.count
    denseWeights = intercepts.indices.flatMap { output in
      dense.map { Float(weights[output * design.inputCount + $0]) }
    }
  }

  /// Slots of a row: its features, then its numbers and indicators as inputs.
  var slotCount: Int { design.columns.count + denseCount }

  /// The margins of up to eight rows.
  ///
  /// - Parameters:
  ///   - group: eight rows side by side; a slot a feature, NaN for missing, and as many more as there are inputs.
  ///   - margins: `rowCount * outputCount`, row-major.
  func margins(_ group: UnsafeMutablePointer<Float>, rowCount: Int, into margins: UnsafeMutablePointer<Float>) {
    let dense = UnsafeMutableRawPointer(group + design.columns.count * RowBlocks.lanes)
    standardise(group, into: dense)
    denseWeights.withUnsafeBufferPointer { weights in
      for output in 0..<outputCount {
        var sum = SIMD8<Float>(repeating: Float(intercepts[output]))
        var input = UnsafeRawPointer(dense)
        for place in output &* denseCount..<(output &+ 1) &* denseCount {
          sum += input.loadUnaligned(as: SIMD8<Float>.self) * weights[place]
          input += MemoryLayout<SIMD8<Float>>.size
        }
        for lane in 0..<rowCount { margins[lane &* outputCount &+ output] = sum[lane] }
      }
    }
    addCategories(group, rowCount: rowCount, to: margins)
  }

  private func standardise(_ group: UnsafePointer<Float>, into dense: UnsafeMutableRawPointer) {
    let size = MemoryLayout<SIMD8<Float>>.size
    var input = dense
    for (feature, column) in design.columns.enumerated() {
      guard case .number(let mean, let inverseDeviation, _, let indicator) = column else { continue }
      let values = UnsafeRawPointer(group).loadUnaligned(fromByteOffset: feature &* size, as: SIMD8<Float>.self)
      let isMissing = values .!= values
      // In 64 bits, since a mean may be far larger than the deviation.
      let inputs = SIMD8<Float>((SIMD8<Double>(values) - mean) * inverseDeviation).replacing(with: 0, where: isMissing)
      input.storeBytes(of: inputs, as: SIMD8<Float>.self)
      input += size
      if indicator >= 0 {
        input.storeBytes(of: SIMD8<Float>.zero.replacing(with: 1, where: isMissing), as: SIMD8<Float>.self)
        input += size
      }
    }
  }

  private func addCategories(_ group: UnsafePointer<Float>, rowCount: Int, to margins: UnsafeMutablePointer<Float>) {
    for (feature, column) in design.columns.enumerated() {
      guard case .category(let first, let count) = column else { continue }
      for lane in 0..<rowCount {
        let code = group[feature &* RowBlocks.lanes &+ lane]
        guard code >= 0, code < Float(count) else { continue }
        for output in 0..<outputCount {
          margins[lane &* outputCount &+ output] += Float(weights[output &* design.inputCount &+ first &+ Int(code)])
        }
      }
    }
  }
}
