import Models
import Records

/// Trains gradient-boosted trees by XGBoost's histogram method, and packs them into a forest of our own.
///
/// The base score is set to the mean label (the share of class 1, or ½ a class), never estimated, so that the first
/// trees do not spend themselves on the offset. Parameters: `ModelSettings.Algorithm.gbdt.parameters`.
struct TreeTrainer {
  let settings: ModelSettings
  let seed: UInt64
  /// One thread adds up histograms in one order, whatever the machine. More threads give the same trees only where
  /// that order makes no difference.
  var threadCount = 1

  func train(_ set: TrainingSet) throws(TrainingError) -> TrainedPredictor {
    guard set.layout.count <= Forest.maximumWidth else {
      throw .tooManyFeatures(count: set.layout.count, allowed: Forest.maximumWidth)
    }
    let learner = CategoryLearner(settings)
    let encoders = set.features.categories.map { learner.ranks($0, set) }
    let booster = try boosted(set, EncodedFeatures(set, encoders: encoders))
    let outputCount = set.task == .multiclass ? set.classes.count : 1
    let forest = try Forest(xgboost: try booster.saved(), width: set.layout.count, outputCount: outputCount)
    let rows = TrainedPredictor.rehearsedRows(of: set.count)
    let all = try booster.margins()
    let margins = rows.flatMap { all[$0 * outputCount..<($0 + 1) * outputCount] }
    return TrainedPredictor(
      predictor: .forest(forest), encoders: encoders, rehearsedRows: rows, margins: margins,
      magnitudes: margins.map { abs($0) })
  }

  /// The trained library object.
  func boosted(_ set: TrainingSet, _ features: EncodedFeatures) throws(TrainingError) -> Booster {
    let labels = set.labels.map { Float($0) }
    guard labels.allSatisfy(\.isFinite) else { throw .notFinite("a label is too large for 32 bits") }
    let booster = try Booster(features, labels: labels, threadCount: threadCount)
    for (name, value) in parameters(set) { try booster.set(name, value) }
    for _ in 0..<Int(settings.value("trees")) { try booster.update() }
    return booster
  }

  private func parameters(_ set: borrowing TrainingSet) -> [(String, String)] {
    func number(_ name: String) -> String { "\(settings.value(name))" }
    func whole(_ name: String) -> String { "\(Int(settings.value(name)))" }
    var parameters = [
      ("booster", "gbtree"), ("tree_method", "hist"), ("disable_default_eval_metric", "1"),
      // XGBoost's seed is a 32-bit signed number.
      ("seed", "\(seed % (1 << 31))"),
      ("max_depth", whole("depth")), ("eta", number("learning_rate")),
      ("min_child_weight", number("min_child_weight")), ("gamma", number("min_split_gain")),
      ("subsample", number("subsample")), ("colsample_bytree", number("colsample")),
      ("lambda", number("l2")), ("alpha", number("l1")), ("max_bin", whole("bins")),
    ]
    let mean = set.labels.reduce(0, +) / Double(max(1, set.count))
    switch set.task {
    case .binary:
      parameters += [("objective", "binary:logistic"), ("base_score", "\(Float(min(max(mean, 1e-6), 1 - 1e-6)))")]
    case .multiclass:
      parameters += [
        ("objective", "multi:softprob"), ("num_class", "\(set.classes.count)"), ("base_score", "0.5"),
      ]
    case .regression:
      parameters += [("objective", "reg:squarederror"), ("base_score", "\(Float(mean))")]
    }
    return parameters
  }
}
