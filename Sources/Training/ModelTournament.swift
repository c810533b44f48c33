import Models
import Records

/// What `algorithm: auto` stands for: a few settings and training windows, of which the examples themselves choose.
///
/// Each contestant learns from the older rows of the training part and is judged on its newest quarter, in the order of
/// time; the holdout, which the gate needs, takes no part. A short window wins where the stream has drifted and a long one
/// where it has not, linear models on few rows or simple shapes, trees on the rest. Contestants, order and seed are fixed, so
/// that the same examples give the same winner.
struct ModelTournament {
  struct Contestant: Sendable {
    var settings: ModelSettings
    /// The newest share of the rows that it learns from.
    var window: Double

    /// The rows of a set that it learns from: all of them where the newest have nothing to tell apart.
    func rows(of set: TrainingSet) -> TrainingSet {
      let newest = set.newest(window)
      return newest.hasChoice ? newest : set
    }
  }

  /// The newest share of the training part that judges.
  private static let validationShare = 0.25
  /// A window of fewer rows takes no part.
  private static let fewestRows = 200

  private static let linear = ModelSettings(algorithm: .linear)
  private static let trees = ModelSettings(
    algorithm: .gbdt,
    parameters: [
      "trees": 60, "depth": 4, "subsample": 0.8, "colsample": 0.8, "min_child_weight": 5, "bins": 64,
    ])
  /// The earlier wins a tie.
  static let contestants = [1, 0.25].flatMap { window in
    [Contestant(settings: linear, window: window), Contestant(settings: trees, window: window)]
  }

  /// The contestant that does best; the first where none can be judged.
  static func winner(
    on part: TrainingSet, train: (TrainingSet, ModelSettings) throws(TrainingError) -> Model
  ) throws(TrainingError) -> Contestant {
    let (older, validation) = part.split(holdout: validationShare)
    let metric = GateSettings.Metric.usual(for: part.task)
    var best = contestants[0]
    var bestFigure: Double?
    for contestant in contestants {
      let rows = older.newest(contestant.window)
      guard contestant.window == 1 || rows.count >= fewestRows, rows.hasChoice else { continue }
      let figures = Metrics.evaluate(try train(rows, contestant.settings), on: validation)
      guard let figure = figures[metric.rawValue] else { continue }
      let isBetter = bestFigure.map { metric.isBetterWhenLarger ? figure > $0 : figure < $0 } ?? true
      if isBetter { (best, bestFigure) = (contestant, figure) }
    }
    return best
  }
}

extension TrainingSet {
  /// The newest share of the rows.
  func newest(_ share: Double) -> TrainingSet {
    share >= 1 ? self : selecting(count - Int((Double(count) * share).rounded())..<count)
  }

  /// Whether there is something to tell apart.
  var hasChoice: Bool {
    guard count >= Candidate.minimumRows else { return false }
    return task == .regression || labels.contains { $0 != labels[0] }
  }
}
