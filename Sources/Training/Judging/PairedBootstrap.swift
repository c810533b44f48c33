import Glibc
import Statistics

/// How often one model beats another when the rows that judged them are drawn again.
///
/// Rows are drawn in blocks of neighbours, both models on the same draw: errors that follow each other in time are
/// alike, and rows drawn one by one would make any difference look sure (Künsch, 1989, with blocks that do not overlap,
/// as long as the cube root of the rows).
struct PairedBootstrap {
  /// Fewer of very many rows, whose figures hardly vary.
  static let mostDraws = 1_000
  private static let fewestDraws = 200
  private static let rowBudget = 100_000_000

  let seed: UInt64
  /// Draws of a set that is not too large for them.
  var draws = PairedBootstrap.mostDraws

  /// The share of the draws in which `first` is better than `second` by more than `margin`, those by exactly as much
  /// counting half; nil where no draw defines the metric.
  func confidence(_ first: JudgedAnswers, beats second: JudgedAnswers, margin: Double) -> Double? {
    precondition(first.count == second.count && first.metric == second.metric, "both answered the same rows")
    let count = first.count
    guard count > 0 else { return nil }
    let block = max(1, Int(cbrt(Double(count)).rounded()))
    let blockCount = (count + block - 1) / block
    let draws = min(draws, max(Self.fewestDraws, Self.rowBudget / count))
    var generator = SeededGenerator(seed: seed)
    var weights = [Double](repeating: 0, count: count)
    var (better, defined) = (0.0, 0.0)
    for _ in 0..<draws {
      for row in weights.indices { weights[row] = 0 }
      for _ in 0..<blockCount {
        let start = Int(generator.uniform() * Double(blockCount)) * block
        for row in start..<min(start + block, count) { weights[row] += 1 }
      }
      guard let own = first.value(weights: weights), let other = second.value(weights: weights) else { continue }
      defined += 1
      let gain = first.metric.gain(of: own, over: other)
      better += gain > margin ? 1 : gain == margin ? 0.5 : 0
    }
    return defined > 0 ? better / defined : nil
  }
}
