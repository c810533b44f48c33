import Statistics

/// Two samples under insertion and removal, and the largest distance of their distribution functions, at O(log n) a change.
///
/// dos Reis, Flach, Matwin & Batista, "Fast Unsupervised Online Drift Detection Using Incremental Kolmogorov-Smirnov Test",
/// 2016: a treap over the values in which each subtree knows the extremes of its prefix sums, where a value of the newer
/// sample counts +older and one of the older −newer. Equal values share a node, so that ties count as at or below.
struct RankTree: Sendable {
  private static let none: Int32 = -1

  private struct Node: Sendable {
    var value = 0.0
    var priority: UInt64 = 0
    var left = none
    var right = none
    var older = 0
    var newer = 0
    /// Of the subtree: the sum of the weights, and the least and the greatest sum of a prefix (0 for the empty one).
    var sum = 0
    var least = 0
    var greatest = 0
  }

  /// What a value of the newer and of the older sample weighs.
  private let newerWeight: Int
  private let olderWeight: Int
  private var nodes: [Node]
  /// The first of the unused nodes, which are linked by `left`.
  private var free: Int32 = 0
  private var root = none
  /// Fixed: priorities shape the tree and change no result.
  private var generator = SeededGenerator(seed: 0x6b73_7769_6e)

  /// - Parameters:
  ///   - newerCount: values of the newer sample when it is full.
  ///   - olderCount: the same of the older one.
  init(newerCount: Int, olderCount: Int) {
    newerWeight = olderCount
    olderWeight = -newerCount
    // One more than both samples: a value comes before another leaves.
    nodes = Array(repeating: Node(), count: newerCount + olderCount + 1)
    removeAll()
  }

  /// sup |F − G| when both samples are full, times the product of their counts.
  var reach: Int { root == Self.none ? 0 : max(-nodes[Int(root)].least, nodes[Int(root)].greatest) }

  /// Changes how often a value stands in each sample.
  mutating func change(_ value: Double, newer: Int, older: Int) {
    let root = self.root
    self.root = change(root, value, newer, older)
  }

  /// Empties both samples and keeps the storage.
  mutating func removeAll() {
    root = Self.none
    free = 0
    for index in nodes.indices { nodes[index].left = Int32(index + 1) }
  }

  private mutating func change(_ place: Int32, _ value: Double, _ newer: Int, _ older: Int) -> Int32 {
    guard place != Self.none else { return makeNode(value, newer, older) }
    let index = Int(place)
    if value < nodes[index].value {
      let left = change(nodes[index].left, value, newer, older)
      nodes[index].left = left
      if left != Self.none, nodes[Int(left)].priority > nodes[index].priority { return rotateRight(place) }
    } else if value > nodes[index].value {
      let right = change(nodes[index].right, value, newer, older)
      nodes[index].right = right
      if right != Self.none, nodes[Int(right)].priority > nodes[index].priority { return rotateLeft(place) }
    } else {
      nodes[index].newer += newer
      nodes[index].older += older
      if nodes[index].newer == 0, nodes[index].older == 0 { return removeNode(place) }
    }
    pull(index)
    return place
  }

  private mutating func makeNode(_ value: Double, _ newer: Int, _ older: Int) -> Int32 {
    let place = free
    let index = Int(place)
    free = nodes[index].left
    nodes[index] = Node(value: value, priority: generator.next(), older: older, newer: newer)
    pull(index)
    return place
  }

  private mutating func removeNode(_ place: Int32) -> Int32 {
    let joined = join(nodes[Int(place)].left, nodes[Int(place)].right)
    nodes[Int(place)].left = free
    free = place
    return joined
  }

  /// One tree of two, all of whose values are less and greater.
  private mutating func join(_ left: Int32, _ right: Int32) -> Int32 {
    if left == Self.none { return right }
    if right == Self.none { return left }
    if nodes[Int(left)].priority > nodes[Int(right)].priority {
      nodes[Int(left)].right = join(nodes[Int(left)].right, right)
      pull(Int(left))
      return left
    }
    nodes[Int(right)].left = join(left, nodes[Int(right)].left)
    pull(Int(right))
    return right
  }

  private mutating func rotateRight(_ place: Int32) -> Int32 {
    let left = nodes[Int(place)].left
    nodes[Int(place)].left = nodes[Int(left)].right
    nodes[Int(left)].right = place
    pull(Int(place))
    pull(Int(left))
    return left
  }

  private mutating func rotateLeft(_ place: Int32) -> Int32 {
    let right = nodes[Int(place)].right
    nodes[Int(place)].right = nodes[Int(right)].left
    nodes[Int(right)].left = place
    pull(Int(place))
    pull(Int(right))
    return right
  }

  @inline(__always)
  private mutating func pull(_ index: Int) {
    nodes.withUnsafeMutableBufferPointer { nodes in
      let node = nodes[index]
      var (sum, least, greatest) = (0, 0, 0)
      if node.left != Self.none {
        let left = nodes[Int(node.left)]
        (sum, least, greatest) = (left.sum, left.least, left.greatest)
      }
      sum += newerWeight * node.newer + olderWeight * node.older
      least = min(least, sum)
      greatest = max(greatest, sum)
      if node.right != Self.none {
        let right = nodes[Int(node.right)]
        least = min(least, sum + right.least)
        greatest = max(greatest, sum + right.greatest)
        sum += right.sum
      }
      nodes[index].sum = sum
      nodes[index].least = least
      nodes[index].greatest = greatest
    }
  }
}
