import Models
import Records

/// Boosted trees that were trained elsewhere, before they are fitted to a pipeline.
package struct ImportedForest: Sendable {
  /// A format that such a model may come in.
  package enum Format: String, CaseIterable, Sendable { case xgboost, lightgbm }

  package let task: LearningTask
  /// Margins a row: 1, or one a class.
  package let outputCount: Int
  /// As the file names them; empty where it does not.
  package let featureNames: [String]
  package let featureCount: Int
  let base: [Float]
  let trees: [DecisionTree]

  /// - Parameter bytes: a whole file: XGBoost's JSON or UBJSON, or LightGBM's text.
  package init(_ bytes: [UInt8], format: Format) throws(ImportError) {
    switch format {
    case .xgboost: try self.init(xgboost: bytes)
    case .lightgbm: try self.init(lightGBM: String(decoding: bytes, as: UTF8.self))
    }
  }

  init(
    task: LearningTask, featureNames: [String], featureCount: Int, base: [Float], trees: [DecisionTree]
  ) throws(ImportError) {
    self.task = task
    self.featureNames = featureNames
    self.featureCount = featureCount
    self.base = base
    self.trees = trees
    outputCount = base.count
    guard base.allSatisfy(\.isFinite) else { throw .malformed("a base score that is no number") }
    for (place, tree) in trees.enumerated() { try Self.check(tree, place, featureCount, outputs: base.count) }
  }

  /// Everything that a forest demands of its trees.
  private static func check(
    _ tree: DecisionTree, _ place: Int, _ featureCount: Int, outputs: Int
  ) throws(ImportError) {
    let nodes = tree.nodes
    guard nodes.count <= Forest.maximumNodeCount else {
      throw .unsupported("tree \(place) has \(nodes.count) nodes, at most \(Forest.maximumNodeCount) are allowed")
    }
    guard (0..<outputs).contains(tree.output) else { throw .malformed("tree \(place) is of class \(tree.output)") }
    var (visited, open) = (Set<Int>(), [0])
    while let next = open.popLast() {
      guard nodes.indices.contains(next), visited.insert(next).inserted else {
        throw .malformed("tree \(place) is no tree: node \(next) is not there, or below two others")
      }
      let node = nodes[next]
      guard node.threshold.isFinite else { throw .malformed("tree \(place) holds a number that is not finite") }
      guard !node.isLeaf else { continue }
      guard (0..<featureCount).contains(node.feature) else {
        throw .malformed("tree \(place) reads feature \(node.feature) of \(featureCount)")
      }
      open += [node.left, node.right]
    }
  }

  /// The forest over a pipeline's features: by their names where the model knows such names, and else by their order.
  package func forest(for layout: FeatureLayout) throws(ImportError) -> Forest {
    guard layout.count <= Forest.maximumWidth else {
      throw .unfit("the pipeline has \(layout.count) features, at most \(Forest.maximumWidth) are allowed")
    }
    let places = try places(in: layout)
    let categories = Set(layout.categoryIndices)
    var moved = trees
    for tree in moved.indices {
      for node in moved[tree].nodes.indices where !moved[tree].nodes[node].isLeaf {
        let place = places[moved[tree].nodes[node].feature]
        guard !categories.contains(place) else {
          throw .unfit(
            "it decides by \(layout.features[place].name), a category, whose codes only training here knows; leave it out"
          )
        }
        moved[tree].nodes[node].feature = place
      }
    }
    return Forest(width: layout.count, base: base, trees: moved)
  }

  private func places(in layout: FeatureLayout) throws(ImportError) -> [Int] {
    let names = layout.features.map(\.name)
    if !featureNames.isEmpty, featureNames.contains(where: names.contains) {
      var places: [Int] = []
      for name in featureNames {
        guard let place = names.firstIndex(of: name) else {
          throw .unfit("it has a feature \(name), and the pipeline has \(names.joined(separator: ", "))")
        }
        places.append(place)
      }
      return places
    }
    guard featureCount == layout.count else {
      throw .unfit(
        "it has \(featureCount) features without the pipeline's names, and the pipeline has \(layout.count): "
          + names.joined(separator: ", "))
    }
    return Array(names.indices)
  }
}
