import Glibc
import Records

extension Model {
  /// Scores rows of a matrix; nothing is allocated once `scores` is warm.
  ///
  /// The matrix is only read: categories are encoded into a copy of a few rows at a time, and its category slots stay
  /// NaN, as a prediction's header carries them. That copy stands behind the scores while they are computed, so that
  /// `scores` needs room for up to 8,000 numbers more than it returns.
  ///
  /// - Parameters:
  ///   - matrix: vectors of the model's own layout.
  ///   - rows: those to score; all of them when nil.
  ///   - scores: on return `rows.count * outputCount`, row-major: the probability of class 1 (binary), a probability a
  ///     class in the order of `classes` (multiclass), or the value (regression).
  package func score(_ matrix: borrowing FeatureMatrix, rows: Range<Int>? = nil, into scores: inout [Float]) {
    margins(matrix, rows: rows, into: &scores)
    if case .prior = predictor { return }
    switch task {
    case .binary: Self.logistic(&scores)
    case .multiclass: Self.softmax(&scores, classCount: outputCount)
    case .regression: break
    }
  }

  /// The class that a row's scores stand for: 1 above one half (binary), the likeliest and of equals the first
  /// (multiclass); nil for a regression.
  package func predictedClass(_ scores: [Float], row: Int) -> Int? {
    switch task {
    case .regression: nil
    case .binary: scores[row] > 0.5 ? 1 : 0
    case .multiclass: Self.likeliest(scores, from: row * outputCount, classCount: outputCount)
    }
  }

  /// The place of the largest of `classCount` scores, of equals the first.
  package static func likeliest(_ scores: [Float], from start: Int, classCount: Int) -> Int {
    var best = 0
    for output in 0..<classCount where scores[start + output] > scores[start + best] { best = output }
    return best
  }

  /// The margins of rows: log-odds (binary), unnormalised log-probabilities (multiclass), or the value; the scores
  /// themselves for the prior.
  package func margins(_ matrix: borrowing FeatureMatrix, rows: Range<Int>? = nil, into margins: inout [Float]) {
    let rows = rows ?? 0..<matrix.count
    precondition(matrix.width == layout.count, "a model scores vectors of its own layout")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= matrix.count, "the rows to score are in the matrix")
    let slots = predictor.slotCount
    let groups = RowBlocks.groups(slots: max(1, slots))
    let marginCount = rows.count * outputCount
    margins.removeAll(keepingCapacity: true)
    margins.append(contentsOf: repeatElement(0, count: marginCount + groups * slots * RowBlocks.lanes))
    margins.withUnsafeMutableBufferPointer { buffer in
      let results = buffer.baseAddress
      var first = rows.lowerBound
      while let results, first < rows.upperBound {
        let last = min(first + groups * RowBlocks.lanes, rows.upperBound)
        self.margins(
          of: matrix, first..<last, blocks: results + marginCount, slots: slots,
          into: results + (first - rows.lowerBound) * outputCount)
        first = last
      }
    }
    margins.removeLast(margins.count - marginCount)
  }

  private func margins(
    of matrix: borrowing FeatureMatrix, _ rows: Range<Int>, blocks: UnsafeMutablePointer<Float>, slots: Int,
    into results: UnsafeMutablePointer<Float>
  ) {
    if case .prior(let prior) = predictor {
      for place in 0..<rows.count * prior.count { results[place] = prior[place % prior.count] }
      return
    }
    let lanes = RowBlocks.lanes
    RowBlocks.fill(blocks, slots: slots, from: matrix, rows: rows, encoders: encoders, categoryIndices: categoryIndices)
    switch predictor {
    case .prior: break
    case .linear(let linear):
      for group in 0..<(rows.count + lanes - 1) / lanes {
        linear.margins(
          blocks + group * slots * lanes, rowCount: min(lanes, rows.count - group * lanes),
          into: results + group * lanes * outputCount)
      }
    case .forest(let forest):
      for group in 0..<(rows.count + lanes - 1) / lanes { forest.complete(blocks + group * slots * lanes) }
      for place in 0..<rows.count * outputCount { results[place] = forest.base[place % outputCount] }
      forest.add(blocks, rowCount: rows.count, to: results)
    }
  }

  /// 1 / (1 + e^-margin), as XGBoost computes it.
  private static func logistic(_ scores: inout [Float]) {
    for place in scores.indices { scores[place] = 1 / (expf(min(-scores[place], 88.7)) + 1) }
  }

  /// e^margin over the sum of them, after the largest is taken off.
  private static func softmax(_ scores: inout [Float], classCount: Int) {
    scores.withUnsafeMutableBufferPointer { scores in
      var start = 0
      while start < scores.count {
        let row = UnsafeMutableBufferPointer(rebasing: scores[start..<start + classCount])
        let largest = row.max() ?? 0
        var sum: Float = 0
        for output in row.indices {
          row[output] = expf(row[output] - largest)
          sum += row[output]
        }
        for output in row.indices { row[output] /= sum }
        start += classCount
      }
    }
  }
}
