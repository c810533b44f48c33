import Models
import Statistics

/// Seeded trees of any shape, and rows to drop through them.
enum RandomForest {
  static func tree(depth: Int, width: Int, output: Int, _ generator: inout SeededGenerator) -> DecisionTree {
    var nodes: [DecisionTree.Node] = []
    grow(depth, width, &nodes, &generator)
    return DecisionTree(nodes: nodes, output: output)
  }

  static func trees(
    _ count: Int, depth: Int, width: Int, outputs: Int = 1, _ generator: inout SeededGenerator
  ) -> [DecisionTree] {
    (0..<count).map { tree(depth: depth, width: width, output: $0 % outputs, &generator) }
  }

  @discardableResult
  private static func grow(
    _ depth: Int, _ width: Int, _ nodes: inout [DecisionTree.Node], _ generator: inout SeededGenerator
  ) -> Int {
    let place = nodes.count
    nodes.append(.leaf(Float(generator.uniform() - 0.5)))
    guard depth > 0, generator.uniform() < 0.9 else { return place }
    let feature = Int(generator.next() % UInt64(width))
    let threshold = Float(Int(generator.uniform() * 8)) - 4
    let left = grow(depth - 1, width, &nodes, &generator)
    let right = grow(depth - 1, width, &nodes, &generator)
    nodes[place] = .split(
      feature, below: threshold, left: left, right: right, missingGoesLeft: generator.uniform() < 0.5)
    return place
  }

  /// Values that often meet a threshold exactly, with missing and infinite ones between them.
  static func row(_ width: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<width).map { _ in
      switch generator.uniform() {
      case ..<0.15: .nan
      case ..<0.18: .infinity
      case ..<0.21: -.infinity
      case ..<0.6: Float(Int(generator.uniform() * 8)) - 4
      default: Float(generator.uniform() * 10 - 5)
      }
    }
  }
}
