/// Boosted trees, packed for speed: eight bytes a node, siblings beside each other, every walk as long as its tree is
/// deep.
///
/// A node is one word: the threshold (32 bits), the slot it reads (16) and the place of its left child in the tree
/// (16); the right child stands behind the left one. A row is laid out in `slotCount` slots, so that a walk needs no
/// test for a missing value: slots `0..<width` hold the features with -∞ for a missing one (missing goes left), slots
/// `width..<2 * width` hold them with +∞ (missing goes right), and the last holds -∞ always. A leaf reads that last
/// slot and is its own left child, so a walk that arrives early waits there, and its threshold is the leaf's value.
/// A value that is not finite is missing, to training as well.
///
/// Margins are summed in `Float` tree by tree from the base, as XGBoost sums them.
package struct Forest: Hashable, Sendable {
  /// Features in a row.
  package let width: Int
  /// Margins a row.
  package let outputCount: Int
  /// The margin of each output before any tree.
  package let base: [Float]
  /// All trees' nodes, one tree after another.
  package let nodes: [UInt64]
  package let trees: [Tree]

  package struct Tree: Hashable, Sendable {
    /// The tree's first node in `nodes`.
    package var start: Int32
    package var count: Int32
    /// Decisions on the longest walk.
    package var depth: Int32
    package var output: Int32
  }

  /// The widest vector whose slots a node can name.
  package static let maximumWidth = 32_767
  /// The most nodes a tree can have.
  package static let maximumNodeCount = 65_536

  package var slotCount: Int { 2 * width + 1 }

  /// - Precondition: each tree is whole, with finite leaves, reads features below `width`, and adds to one of the
  ///   outputs.
  package init(width: Int, base: [Float], trees sources: [DecisionTree]) {
    precondition(width <= Self.maximumWidth, "a forest reads at most \(Self.maximumWidth) features")
    var nodes: [UInt64] = []
    var trees: [Tree] = []
    for source in sources {
      precondition(source.nodes.count <= Self.maximumNodeCount, "a tree has at most \(Self.maximumNodeCount) nodes")
      precondition(base.indices.contains(source.output), "a tree adds to one of the outputs")
      let packed = Self.packed(source, width: width)
      trees.append(
        Tree(
          start: Int32(nodes.count), count: Int32(packed.nodes.count), depth: Int32(packed.depth),
          output: Int32(source.output)))
      nodes.append(contentsOf: packed.nodes)
    }
    self.width = width
    outputCount = base.count
    self.base = base
    self.nodes = nodes
    self.trees = trees
  }

  /// A forest from its packed form; nil where that form breaks a rule that the walk relies on.
  package init?(width: Int, base: [Float], nodes: [UInt64], trees: [Tree]) {
    guard (0...Self.maximumWidth).contains(width), !base.isEmpty, base.allSatisfy(\.isFinite) else { return nil }
    var next = 0
    for tree in trees {
      guard tree.start == next, tree.count > 0, tree.count <= Self.maximumNodeCount,
        Int(tree.start) + Int(tree.count) <= nodes.count, base.indices.contains(Int(tree.output)),
        Self.depth(of: nodes[next..<next + Int(tree.count)], width: width) == Int(tree.depth)
      else { return nil }
      next += Int(tree.count)
    }
    guard next == nodes.count else { return nil }
    self.width = width
    outputCount = base.count
    self.base = base
    self.nodes = nodes
    self.trees = trees
  }
}

extension Forest {
  static func word(threshold: Float, slot: Int, left: Int) -> UInt64 {
    UInt64(threshold.bitPattern) | UInt64(UInt16(slot)) << 32 | UInt64(UInt16(left)) << 48
  }

  static func threshold(_ word: UInt64) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: word)) }
  static func slot(_ word: UInt64) -> Int { Int((word >> 32) & 0xffff) }
  static func left(_ word: UInt64) -> Int { Int(word >> 48) }

  /// The tree's nodes breadth-first, and its depth.
  private static func packed(_ tree: DecisionTree, width: Int) -> (nodes: [UInt64], depth: Int) {
    var order = [0]
    var levels = [0]
    var nodes: [UInt64] = []
    while nodes.count < order.count {
      let place = nodes.count
      let node = tree.nodes[order[place]]
      if node.isLeaf {
        precondition(node.threshold.isFinite, "a leaf's value is finite")
        nodes.append(word(threshold: node.threshold, slot: 2 * width, left: place))
        continue
      }
      precondition((0..<width).contains(node.feature), "a split reads one of the row's features")
      precondition(node.threshold.isFinite, "a split's threshold is finite")
      let slot = node.missingGoesLeft ? node.feature : node.feature + width
      nodes.append(word(threshold: node.threshold, slot: slot, left: order.count))
      order.append(node.left)
      order.append(node.right)
      levels.append(levels[place] + 1)
      levels.append(levels[place] + 1)
      precondition(order.count <= maximumNodeCount, "a tree is free of cycles")
    }
    return (nodes, levels.max() ?? 0)
  }

  /// The depth of a packed tree; nil where a child lies outside, before its parent, or below two parents, where a slot
  /// or a number is out of range.
  private static func depth(of tree: ArraySlice<UInt64>, width: Int) -> Int? {
    var levels = [Int](repeating: -1, count: tree.count)
    levels[0] = 0
    for (place, word) in tree.enumerated() {
      guard levels[place] >= 0, threshold(word).isFinite, slot(word) <= 2 * width else { return nil }
      let child = left(word)
      if slot(word) == 2 * width {
        guard child == place else { return nil }
        continue
      }
      guard child > place, child + 1 < tree.count, levels[child] < 0, levels[child + 1] < 0 else { return nil }
      levels[child] = levels[place] + 1
      levels[child + 1] = levels[place] + 1
    }
    return levels.max()
  }
}
