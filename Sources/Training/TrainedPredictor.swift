import Models
import Records

/// What a trainer gives: a predictor, and what the trainer's own code answered to some of the rows it learned from.
struct TrainedPredictor {
  var predictor: Predictor
  /// One a category feature, in the layout's order.
  var encoders: [CategoryEncoder]
  /// The rows of the set that the margins are of.
  var rehearsedRows: [Int]
  /// Margins as the trainer's library computes them, row-major; what serving must agree with.
  var margins: [Float]
  /// How large the summands of each margin are together: what rounding is measured by.
  var magnitudes: [Float]

  /// Rows that a rehearsal has at most.
  static let mostRehearsedRows = 256

  /// Rows spread evenly over a set.
  static func rehearsedRows(of count: Int) -> [Int] {
    let wanted = min(count, mostRehearsedRows)
    return (0..<wanted).map { $0 * count / wanted }
  }
}
