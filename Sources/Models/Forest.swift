/// Boosted trees, packed for speed: eight bytes a node, siblings beside each other, every walk as long as its tree is
/// deep, and integers instead of floats.
///
/// A number becomes a key: the unsigned integer of the same order. A row is laid out in `slotCount` slots, so that a
/// walk needs no test for a missing value: slots `0..<width` hold the features' keys with 0 for a missing one (missing
/// goes left), slots `width..<2 * width` hold them with the largest key instead (missing goes right), and the last
/// holds 0 always. A leaf reads that last slot and is its own left child, so that a walk that arrives early waits
/// there. A value that is not finite is missing, to training as well.
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
  package let nodes: [Node]
  package let trees: [Tree]

  /// A row whose key in the slot is below the node's goes to the left child, any other to the node behind it.
  package struct Node: Hashable, Sendable {
    /// The key of the threshold; of a leaf, that of its value.
    package var key: UInt32
    /// Four times the slot that is read: eight times it is the slot's place in bytes where eight rows lie side by side.
    package var slot: UInt16
    /// The left child's place in the tree.
    package var left: UInt16
  }

  package struct Tree: Hashable, Sendable {
    /// The tree's first node in `nodes`.
    package var start: Int
    package var count: Int
    /// Decisions on the longest walk.
    package var depth: Int
    package var output: Int
  }

  /// The widest vector whose slots a node can name.
  package static let maximumWidth = 8_191
  /// The most nodes a tree can have.
  package static let maximumNodeCount = 65_536

  package var slotCount: Int { 2 * width + 1 }

  /// - Precondition: each tree is whole, with finite leaves, reads features below `width`, and adds to one of the
  ///   outputs.
  package init(width: Int, base: [Float], trees sources: [DecisionTree]) {
    precondition(width <= Self.maximumWidth, "a forest reads at most \(Self.maximumWidth) features")
    var nodes: [Node] = []
    var trees: [Tree] = []
    for source in sources {
      precondition(source.nodes.count <= Self.maximumNodeCount, "a tree has at most \(Self.maximumNodeCount) nodes")
      precondition(base.indices.contains(source.output), "a tree adds to one of the outputs")
      let packed = Self.packed(source, width: width)
      trees.append(
        Tree(start: nodes.count, count: packed.nodes.count, depth: packed.depth, output: source.output))
      nodes.append(contentsOf: packed.nodes)
    }
    self.width = width
    outputCount = base.count
    self.base = base
    self.nodes = nodes
    self.trees = trees
  }

  /// A forest from its packed form; nil where that form breaks a rule that the walk relies on.
  package init?(width: Int, base: [Float], nodes: [Node], trees: [Tree]) {
    guard (0...Self.maximumWidth).contains(width), !base.isEmpty, base.allSatisfy(\.isFinite) else { return nil }
    var next = 0
    for tree in trees {
      guard tree.start == next, (1...Self.maximumNodeCount).contains(tree.count), tree.count <= nodes.count - next,
        base.indices.contains(tree.output),
        Self.depth(of: nodes[next..<next + tree.count], width: width) == tree.depth
      else { return nil }
      next += tree.count
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
  /// The key of a missing value that goes left, and of the slot that leaves read: below that of every finite number.
  static let lowestKey = UInt32.min
  /// The key of a missing value that goes right: above that of every finite number.
  static let highestKey = UInt32.max

  /// The unsigned integer of the same order; -0 and 0 are one.
  static func key(_ number: Float) -> UInt32 {
    let bits = (number + 0).bitPattern
    return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000)
  }

  /// The number of a key.
  static func number(_ key: UInt32) -> Float {
    Float(bitPattern: key ^ (~UInt32(bitPattern: Int32(bitPattern: key) >> 31) | 0x8000_0000))
  }

  private static func node(_ number: Float, slot: Int, left: Int) -> Node {
    Node(key: key(number), slot: UInt16(4 * slot), left: UInt16(left))
  }

  /// The tree's nodes breadth-first, and its depth.
  private static func packed(_ tree: DecisionTree, width: Int) -> (nodes: [Node], depth: Int) {
    var order = [0]
    var levels = [0]
    var nodes: [Node] = []
    while nodes.count < order.count {
      let place = nodes.count
      let source = tree.nodes[order[place]]
      precondition(source.threshold.isFinite, "a leaf's value and a split's threshold are finite")
      if source.isLeaf {
        nodes.append(node(source.threshold, slot: 2 * width, left: place))
        continue
      }
      precondition((0..<width).contains(source.feature), "a split reads one of the row's features")
      let slot = source.missingGoesLeft ? source.feature : source.feature + width
      nodes.append(node(source.threshold, slot: slot, left: order.count))
      order += [source.left, source.right]
      levels += [levels[place] + 1, levels[place] + 1]
      precondition(order.count <= maximumNodeCount, "a tree is free of cycles")
    }
    return (nodes, levels.max() ?? 0)
  }

  /// The depth of a packed tree; nil where a child lies outside, before its parent or below two parents, or where a
  /// slot or a number is out of range.
  private static func depth(of tree: ArraySlice<Node>, width: Int) -> Int? {
    var levels = [Int](repeating: -1, count: tree.count)
    levels[0] = 0
    for (place, node) in tree.enumerated() {
      let (slot, child) = (Int(node.slot) / 4, Int(node.left))
      guard levels[place] >= 0, number(node.key).isFinite, node.slot % 4 == 0, slot <= 2 * width else { return nil }
      if slot == 2 * width {
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
