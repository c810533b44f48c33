import Glibc
import Models
import Records

/// Writes a model as XGBoost's JSON, for XGBoost 1.0 and later to load.
package struct XGBoostExport {
  private let artifact: Artifact
  private let forest: Forest

  /// - Throws: `ImportError.unsupported` for what XGBoost's format cannot say.
  package init(_ artifact: Artifact) throws(ImportError) {
    guard case .forest(let forest) = artifact.predictor else {
      throw .unsupported("XGBoost's format holds trees, and this is a \(artifact.predictor.algorithm) model")
    }
    let categories = Set(artifact.layout.categoryIndices)
    for tree in forest.decisionTrees {
      for node in tree.nodes where !node.isLeaf && categories.contains(node.feature) {
        throw .unsupported(
          "it decides by \(artifact.layout.features[node.feature].name), a category, whose codes XGBoost's format does "
            + "not hold")
      }
    }
    self.artifact = artifact
    self.forest = forest
  }

  package var json: String {
    let trees = sources
    let count = artifact.layout.count
    let names = artifact.layout.features.map { JSONText.quoted($0.name) }.joined(separator: ",")
    let types = artifact.layout.features.map { _ in "\"float\"" }.joined(separator: ",")
    let classes = artifact.task == .multiclass ? artifact.classes.count : 0
    let body = trees.enumerated().map { text(of: $1, number: $0, featureCount: count) }.joined(separator: ",")
    return """
      {"learner":{"attributes":{},"feature_names":[\(names)],"feature_types":[\(types)],\
      "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"\(trees.count)",\
      "size_leaf_vector":"0"},"tree_info":[\(trees.map { "\($0.output)" }.joined(separator: ","))],\
      "trees":[\(body)]},"name":"gbtree"},\
      "learner_model_param":{"base_score":"\(baseScore)","boost_from_average":"1","num_class":"\(classes)",\
      "num_feature":"\(count)","num_target":"1"},"objective":\(objective)},"version":[1,7,0]}

      """
  }

  private var objective: String {
    switch artifact.task {
    case .binary: #"{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}"#
    case .multiclass:
      #"{"name":"multi:softprob","softmax_multiclass_param":{"num_class":"\#(artifact.classes.count)"}}"#
    case .regression: #"{"name":"reg:squarederror","reg_loss_param":{"scale_pos_weight":"1"}}"#
    }
  }

  /// XGBoost keeps one score for all outputs; a probability for a binary task.
  private var baseScore: Float { artifact.task == .binary ? 1 / (1 + expf(-forest.base[0])) : forest.base[0] }

  /// The trees, and before them one leaf for each output whose base is another than the first's.
  private var sources: [DecisionTree] {
    forest.base.enumerated().filter { $0.element != forest.base[0] }.map { output, base in
      DecisionTree(nodes: [.leaf(base - forest.base[0])], output: output)
    } + forest.decisionTrees
  }

  private func text(of tree: DecisionTree, number: Int, featureCount: Int) -> String {
    let nodes = tree.nodes
    var parents = [Int](repeating: Int(Int32.max), count: nodes.count)
    for (place, node) in nodes.enumerated() where !node.isLeaf {
      parents[node.left] = place
      parents[node.right] = place
    }
    func list(_ value: (DecisionTree.Node) -> String) -> String { "[" + nodes.map(value).joined(separator: ",") + "]" }
    let zeros = list { _ in "0" }
    // XGBoost's reader of JSON tells floats from whole numbers by how they are written.
    let floats = list { _ in "0.0" }
    return """
      {"base_weights":\(floats),"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],\
      "default_left":\(list { $0.isLeaf ? "0" : $0.missingGoesLeft ? "1" : "0" }),"id":\(number),\
      "left_children":\(list { $0.isLeaf ? "-1" : "\($0.left)" }),"loss_changes":\(floats),\
      "parents":[\(parents.map { "\($0)" }.joined(separator: ","))],\
      "right_children":\(list { $0.isLeaf ? "-1" : "\($0.right)" }),\
      "split_conditions":\(list { "\($0.threshold)" }),"split_indices":\(list { $0.isLeaf ? "0" : "\($0.feature)" }),\
      "split_type":\(zeros),"sum_hessian":\(floats),\
      "tree_param":{"num_deleted":"0","num_feature":"\(featureCount)","num_nodes":"\(nodes.count)",\
      "size_leaf_vector":"0"}}
      """
  }
}
