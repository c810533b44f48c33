import Models
import Records

extension ImportedForest {
  /// A model as LightGBM saves it: text, a section a tree.
  ///
  /// LightGBM decides by `value <= threshold` in 64 bits, our trees by `value < threshold` in 32: the threshold becomes
  /// the number behind the largest 32-bit one that is not above it, so that every 32-bit value goes the same way.
  init(lightGBM text: String) throws(ImportError) {
    let sections = LightGBMText(text)
    guard sections.isModel else { throw .malformed("a LightGBM model begins with the line 'tree'") }
    let header = sections.header
    guard let objective = header["objective"] else { throw .malformed("the header names no objective") }
    let words = objective.split(separator: " ").map(String.init)
    let task = try Self.task(ofLightGBM: words.first ?? "")
    guard let highest = header["max_feature_idx"].flatMap({ Int($0) }), highest >= 0,
      let outputs = header["num_tree_per_iteration"].flatMap({ Int($0) }), outputs >= 1
    else { throw .malformed("the header lacks max_feature_idx or num_tree_per_iteration") }
    guard outputs <= Candidate.maximumClassCount, (outputs == 1) == (task != .multiclass) else {
      throw .unsupported("\(outputs) trees a round do not fit its objective \(objective)")
    }
    var scale = 1.0
    for word in words where word.hasPrefix("sigmoid:") { scale = Double(word.dropFirst("sigmoid:".count)) ?? .nan }
    if header["average_output"] != nil { scale *= Double(outputs) / Double(max(1, sections.trees.count)) }
    var trees: [DecisionTree] = []
    for (place, section) in sections.trees.enumerated() {
      trees.append(try LightGBMTree(section, place).tree(output: place % outputs, scale: scale))
    }
    try self.init(
      task: task, featureNames: header["feature_names"].map { $0.split(separator: " ").map(String.init) } ?? [],
      featureCount: highest + 1, base: Array(repeating: 0, count: outputs), trees: trees)
  }

  private static func task(ofLightGBM objective: String) throws(ImportError) -> LearningTask {
    switch objective {
    case "binary", "cross_entropy": return .binary
    case "multiclass": return .multiclass
    case "regression", "regression_l1", "huber", "fair", "quantile", "mape": return .regression
    default:
      throw .unsupported(
        "its objective is \(objective); known are binary, cross_entropy, multiclass, regression, regression_l1, huber, "
          + "fair, quantile and mape")
    }
  }
}
