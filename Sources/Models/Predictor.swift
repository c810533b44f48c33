/// What turns a row into margins: one of the concrete kinds, so that a batch is dispatched once.
package enum Predictor: Hashable, Sendable {
  /// The same scores for each row: what answers before anything has been trained.
  case prior([Float])
  case linear(LinearPredictor)
  case forest(Forest)

  /// Numbers a row.
  package var outputCount: Int {
    switch self {
    case .prior(let scores): scores.count
    case .linear(let linear): linear.outputCount
    case .forest(let forest): forest.outputCount
    }
  }

  /// The algorithm's name, as settings and cards have it.
  package var algorithm: String {
    switch self {
    case .prior: "prior"
    case .linear: "linear"
    case .forest: "gbdt"
    }
  }

  /// Slots of a row's copy, for the walk over eight rows at once.
  var slotCount: Int {
    switch self {
    case .prior: 0
    case .linear(let linear): linear.slotCount
    case .forest(let forest): forest.slotCount
    }
  }
}
