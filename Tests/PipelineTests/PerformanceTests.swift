import Records
import Statistics
import Testing

@testable import Pipeline

@Suite("How a model has done")
struct PerformanceTests {
  // scikit-learn 1.9.1: accuracy_score, log_loss, cohen_kappa_score of these eight.
  private static let scores: [Double] = [0.9, 0.8, 0.3, 0.6, 0.2, 0.1, 0.7, 0.4]
  private static let actual = [1, 1, 1, 0, 0, 0, 1, 0]

  private func binary(_ rows: Range<Int>) -> Performance {
    var performance = Performance()
    for row in rows {
      performance.noteBinary(
        score: Self.scores[row], isPredicted: Self.scores[row] > 0.5, isPositive: Self.actual[row] == 1)
    }
    return performance
  }

  @Test("agrees with scikit-learn on a binary task")
  func golden() throws {
    let metrics = binary(0..<8).metrics(for: .binary)
    #expect(metrics["accuracy"] == 0.75)
    #expect(abs(try #require(metrics["logloss"]) - 0.45559652973111076) < 1e-12)
    #expect(metrics["kappa"] == 0.5)
  }

  @Test("sums add up over any split of the stream", arguments: 0...8)
  func split(at row: Int) {
    var sum = binary(0..<row)
    sum += binary(row..<8)
    let whole = binary(0..<8)
    #expect(sum.correctCount == whole.correctCount)
    #expect(sum.metrics(for: .binary)["kappa"] == whole.metrics(for: .binary)["kappa"])
    #expect(abs(sum.logLossSum - whole.logLossSum) < 1e-12)
  }

  @Test("has no figure before the first example, and no kappa where one class is all there is")
  func empty() {
    #expect(Performance().metrics(for: .binary).isEmpty)
    var performance = Performance()
    performance.noteBinary(score: 0.9, isPredicted: true, isPositive: true)
    #expect(performance.metrics(for: .binary)["kappa"] == nil)
  }

  @Test("measures a regression in its own unit")
  func regression() {
    var performance = Performance()
    performance.noteValue(3, actual: 1)
    performance.noteValue(-1, actual: 0)
    #expect(performance.metrics(for: .regression) == ["mae": 1.5, "rmse": 2.5.squareRoot()])
  }
}
