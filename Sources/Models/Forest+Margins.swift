extension Forest {
  /// Turns the values of a group of eight rows into keys, and completes its slots.
  ///
  /// - Parameter group: slots `0..<width` filled, NaN for missing; `slotCount * 8` floats, keys' bits on return.
  func complete(_ group: UnsafeMutablePointer<Float>) {
    let lanes = RowBlocks.lanes
    let size = width * lanes
    group.withMemoryRebound(to: UInt32.self, capacity: slotCount * lanes) { keys in
      for place in 0..<size {
        let value = Float(bitPattern: keys[place])
        let isMissing = value != value
        let key = Self.key(value)
        keys[place] = isMissing ? Self.lowestKey : key
        keys[size + place] = isMissing ? Self.highestKey : key
      }
      for lane in 0..<lanes { keys[2 * size + lane] = Self.lowestKey }
    }
  }

  /// Adds all trees to the margins of `rowCount` rows.
  ///
  /// - Parameters:
  ///   - blocks: completed groups, `slotCount * 8` floats each.
  ///   - margins: `rowCount * outputCount`, row-major, set to the base.
  func add(_ blocks: UnsafePointer<Float>, rowCount: Int, to margins: UnsafeMutablePointer<Float>) {
    let lanes = RowBlocks.lanes
    let stride = outputCount
    let groupSize = slotCount * lanes
    let wholeGroups = rowCount / lanes
    let rest = rowCount - wholeGroups * lanes
    nodes.withUnsafeBufferPointer { nodes in
      guard let first = nodes.baseAddress else { return }
      for tree in trees {
        let root = first + tree.start
        var margin = margins + tree.output
        var group = UnsafeRawPointer(blocks)
        for _ in 0..<wholeGroups {
          Self.addLeaves(root, tree.depth, group, to: margin, stride)
          margin += lanes &* stride
          group += groupSize &* 4
        }
        for lane in 0..<rest {
          let leaf = Self.leaf(root, tree.depth, group + lane &* 4)
          margin[lane &* stride] += Self.number(leaf)
        }
      }
    }
  }

  /// One decision: no branch, so that no guess can go wrong.
  @inline(__always)
  private static func step(_ place: UInt, _ root: UnsafePointer<Node>, _ row: UnsafeRawPointer) -> UInt {
    let node = root + Int(bitPattern: place)
    let key = row.load(fromByteOffset: Int(node.pointee.slot) &* 8, as: UInt32.self)
    return UInt(node.pointee.left) &+ (key >= node.pointee.key ? 1 : 0)
  }

  /// The key of one row's leaf.
  private static func leaf(_ root: UnsafePointer<Node>, _ depth: Int, _ row: UnsafeRawPointer) -> UInt32 {
    var place: UInt = 0
    for _ in 0..<depth { place = step(place, root, row) }
    return root[Int(bitPattern: place)].key
  }

  /// Adds the leaves of eight rows, walked in step: eight chains of loads that do not wait for each other.
  @inline(__always)
  private static func addLeaves(
    _ root: UnsafePointer<Node>, _ depth: Int, _ group: UnsafeRawPointer, to margin: UnsafeMutablePointer<Float>,
    _ stride: Int
  ) {
    var (a, b, c, d): (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)
    var (e, f, g, h): (UInt, UInt, UInt, UInt) = (0, 0, 0, 0)
    var level = depth
    while level > 0 {
      a = step(a, root, group)
      b = step(b, root, group + 4)
      c = step(c, root, group + 8)
      d = step(d, root, group + 12)
      e = step(e, root, group + 16)
      f = step(f, root, group + 20)
      g = step(g, root, group + 24)
      h = step(h, root, group + 28)
      level &-= 1
    }
    @inline(__always) func add(_ place: UInt, _ lane: Int) {
      margin[lane &* stride] += number(root[Int(bitPattern: place)].key)
    }
    add(a, 0)
    add(b, 1)
    add(c, 2)
    add(d, 3)
    add(e, 4)
    add(f, 5)
    add(g, 6)
    add(h, 7)
  }
}
