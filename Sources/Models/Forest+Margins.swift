extension Forest {
  /// Completes the slots of a group of eight rows: missing values as -∞ below, as +∞ above, and the leaves' slot.
  ///
  /// - Parameter group: slots `0..<width` filled, NaN for missing; `slotCount * 8` floats.
  func complete(_ group: UnsafeMutablePointer<Float>) {
    let lanes = RowBlocks.lanes
    let upper = group + width * lanes
    for place in 0..<width * lanes {
      let value = group[place]
      let isMissing = value != value
      upper[place] = isMissing ? .infinity : value
      group[place] = isMissing ? -.infinity : value
    }
    let constant = group + 2 * width * lanes
    for lane in 0..<lanes { constant[lane] = -.infinity }
  }

  /// Adds all trees to the margins of `rowCount` rows.
  ///
  /// - Parameters:
  ///   - blocks: completed groups, `slotCount * 8` floats each.
  ///   - margins: `rowCount * outputCount`, row-major, set to the base.
  func add(
    _ blocks: UnsafePointer<Float>, rowCount: Int, to margins: UnsafeMutablePointer<Float>
  ) {
    let lanes = RowBlocks.lanes
    let groupSize = slotCount * lanes
    let wholeGroups = rowCount / lanes
    // A remainder of few rows is cheaper row by row.
    let rest = rowCount - wholeGroups * lanes
    let groups = rest > 3 ? wholeGroups + 1 : wholeGroups
    nodes.withUnsafeBufferPointer { nodes in
      for tree in trees {
        let root = nodes.baseAddress! + Int(tree.start)
        let depth = Int(tree.depth)
        var margin = margins + Int(tree.output)
        for group in 0..<groups {
          let values = Self.leaves(root, depth, blocks + group * groupSize)
          let count = min(lanes, rowCount - group * lanes)
          if count == lanes {
            for lane in 0..<lanes { margin[lane * outputCount] += values[lane] }
          } else {
            for lane in 0..<count { margin[lane * outputCount] += values[lane] }
          }
          margin += lanes * outputCount
        }
        guard groups == wholeGroups else { continue }
        for lane in 0..<rest {
          margin[lane * outputCount] += Self.leaf(root, depth, blocks + groups * groupSize + lane)
        }
      }
    }
  }

  @inline(__always)
  private static func step(
    _ place: Int, _ root: UnsafePointer<UInt64>, _ row: UnsafePointer<Float>
  ) -> Int {
    let word = root[place]
    let goesLeft = row[slot(word) &* RowBlocks.lanes] < threshold(word)
    return left(word) &+ (goesLeft ? 0 : 1)
  }

  /// The leaf of one row.
  private static func leaf(_ root: UnsafePointer<UInt64>, _ depth: Int, _ row: UnsafePointer<Float>) -> Float {
    var place = 0
    for _ in 0..<depth { place = step(place, root, row) }
    return threshold(root[place])
  }

  /// The leaves of eight rows, walked in step: eight chains of loads that do not wait for each other.
  @inline(__always)
  private static func leaves(
    _ root: UnsafePointer<UInt64>, _ depth: Int, _ group: UnsafePointer<Float>
  ) -> SIMD8<Float> {
    var (a, b, c, d, e, f, g, h) = (0, 0, 0, 0, 0, 0, 0, 0)
    for _ in 0..<depth {
      a = step(a, root, group)
      b = step(b, root, group + 1)
      c = step(c, root, group + 2)
      d = step(d, root, group + 3)
      e = step(e, root, group + 4)
      f = step(f, root, group + 5)
      g = step(g, root, group + 6)
      h = step(h, root, group + 7)
    }
    return SIMD8(
      threshold(root[a]), threshold(root[b]), threshold(root[c]), threshold(root[d]), threshold(root[e]),
      threshold(root[f]), threshold(root[g]), threshold(root[h]))
  }
}
