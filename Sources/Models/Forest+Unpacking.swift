extension Forest {
  /// The trees as a trainer would give them: the packed form, taken apart.
  package var decisionTrees: [DecisionTree] {
    trees.map { tree in
      let nodes = nodes[tree.start..<tree.start + tree.count].map { node -> DecisionTree.Node in
        let slot = Int(node.slot) / 4
        let number = Self.number(node.key)
        guard slot < 2 * width else { return .leaf(number) }
        return .split(
          slot % width, below: number, left: Int(node.left), right: Int(node.left) + 1, missingGoesLeft: slot < width)
      }
      return DecisionTree(nodes: nodes, output: tree.output)
    }
  }
}
