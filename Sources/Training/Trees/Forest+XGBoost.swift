import Glibc
import Models

extension Forest {
  /// The forest of a saved XGBoost 1.x model.
  ///
  /// Its base score is a probability for `binary:logistic` (the base margin is its log-odds, in 32 bits) and a margin
  /// for `multi:softprob` and `reg:squarederror`.
  ///
  /// - Throws: `TrainingError.library`, where the model is not of the schema that XGBoost 1.x writes.
  init(xgboost model: BinaryJSON, width: Int, outputCount: Int) throws(TrainingError) {
    let learner = model["learner"]
    let content = learner["gradient_booster"]["model"]
    guard let scoreText = learner["learner_model_param"]["base_score"].text, let score = Float(scoreText),
      let sources = content["trees"].array, let outputs = content["tree_info"].integers,
      outputs.count == sources.count
    else { throw .library("a saved model without base score or trees") }
    let isLogistic = learner["objective"]["name"].text == "binary:logistic"
    let base = isLogistic ? -logf(1 / score - 1) : score
    guard base.isFinite else { throw .notFinite("the base score \(scoreText)") }
    var trees: [DecisionTree] = []
    for (source, output) in zip(sources, outputs) {
      trees.append(try DecisionTree(xgboost: source, output: output, width: width))
    }
    self.init(width: width, base: Array(repeating: base, count: outputCount), trees: trees)
  }
}

extension DecisionTree {
  fileprivate init(xgboost tree: BinaryJSON, output: Int, width: Int) throws(TrainingError) {
    guard let lefts = tree["left_children"].integers, let rights = tree["right_children"].integers,
      let features = tree["split_indices"].integers, let thresholds = tree["split_conditions"].floats,
      let defaults = tree["default_left"].integers,
      Set([lefts.count, rights.count, features.count, thresholds.count, defaults.count]).count == 1, !lefts.isEmpty
    else { throw .library("a saved tree without its arrays") }
    guard thresholds.allSatisfy(\.isFinite) else { throw .notFinite("a tree holds a number that is not finite") }
    var nodes: [Node] = []
    for place in lefts.indices {
      guard lefts[place] >= 0 else {
        nodes.append(.leaf(thresholds[place]))
        continue
      }
      guard lefts.indices.contains(lefts[place]), lefts.indices.contains(rights[place]),
        (0..<width).contains(features[place])
      else { throw .library("a saved tree that is not whole") }
      nodes.append(
        .split(
          features[place], below: thresholds[place], left: lefts[place], right: rights[place],
          missingGoesLeft: defaults[place] != 0))
    }
    self.init(nodes: nodes, output: output)
  }
}
