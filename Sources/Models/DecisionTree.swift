/// One tree as a trainer gives it: nodes in arrays, the root first.
package struct DecisionTree: Sendable {
  package struct Node: Sendable {
    /// The feature that a split reads.
    package var feature: Int
    /// A row whose feature is below the threshold goes left. A leaf keeps its value here.
    package var threshold: Float
    /// -1 for a leaf.
    package var left: Int
    package var right: Int
    /// Where a row goes whose feature is missing.
    package var missingGoesLeft: Bool

    package var isLeaf: Bool { left < 0 }

    package static func leaf(_ value: Float) -> Node {
      Node(feature: 0, threshold: value, left: -1, right: -1, missingGoesLeft: true)
    }

    package static func split(
      _ feature: Int, below threshold: Float, left: Int, right: Int, missingGoesLeft: Bool
    ) -> Node {
      Node(feature: feature, threshold: threshold, left: left, right: right, missingGoesLeft: missingGoesLeft)
    }
  }

  package var nodes: [Node]
  /// The output that the tree's value is added to.
  package var output: Int

  package init(nodes: [Node], output: Int = 0) {
    self.nodes = nodes
    self.output = output
  }

  /// The value of the leaf that a row falls into: the plain walk, which the flat forest must agree with.
  package func value(_ row: [Float]) -> Float {
    var node = nodes[0]
    while !node.isLeaf {
      let value = row[node.feature]
      let goesLeft = value.isFinite ? value < node.threshold : node.missingGoesLeft
      node = nodes[goesLeft ? node.left : node.right]
    }
    return node.threshold
  }
}
