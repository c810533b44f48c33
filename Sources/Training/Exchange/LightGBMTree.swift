import Models

/// One tree of a LightGBM model: inner nodes and leaves are numbered apart, and a child below 0 is leaf `-child - 1`.
struct LightGBMTree {
  private let section: [String: String]
  private let place: Int

  init(_ section: [String: String], _ place: Int) {
    self.section = section
    self.place = place
  }

  /// How a split treats a value that is not there.
  private enum Missing: Int {
    /// It counts as 0.
    case isZero = 0
    /// So does 0 count as missing.
    case includesZero = 1
    case isNaN = 2
  }

  /// - Parameter scale: what the leaves' values are multiplied by.
  func tree(output: Int, scale: Double) throws(ImportError) -> DecisionTree {
    guard let leafCount = section["num_leaves"].flatMap({ Int($0) }), leafCount >= 1,
      let leaves = numbers("leaf_value", Double.init), leaves.count == leafCount
    else { throw .malformed("tree \(place) lacks its leaves") }
    if section["is_linear"] == "1" { throw .unsupported("tree \(place) has linear models in its leaves") }
    if let count = section["num_cat"].flatMap({ Int($0) }), count > 0 {
      throw .unsupported("tree \(place) splits on categories")
    }
    let values = leaves.map { DecisionTree.Node.leaf(Float($0 * scale)) }
    guard leafCount > 1 else { return DecisionTree(nodes: values, output: output) }
    guard let features = numbers("split_feature", { Int($0) }), let thresholds = numbers("threshold", Double.init),
      let types = numbers("decision_type", { Int($0) }), let lefts = numbers("left_child", { Int($0) }),
      let rights = numbers("right_child", { Int($0) }),
      Set([features.count, thresholds.count, types.count, lefts.count, rights.count]) == [leafCount - 1]
    else { throw .malformed("tree \(place) lacks its splits, or their lists differ in length") }
    func node(_ child: Int) -> Int { child < 0 ? leafCount - 1 + (-child - 1) : child }
    var nodes: [DecisionTree.Node] = []
    for split in features.indices {
      let below = Self.threshold(atMost: thresholds[split])
      nodes.append(
        .split(
          features[split], below: below, left: node(lefts[split]), right: node(rights[split]),
          missingGoesLeft: try missingGoesLeft(type: types[split], threshold: thresholds[split])))
    }
    return DecisionTree(nodes: nodes + values, output: output)
  }

  private func missingGoesLeft(type: Int, threshold: Double) throws(ImportError) -> Bool {
    let (isDefaultLeft, zeroGoesLeft) = (type & 2 != 0, 0 <= threshold)
    switch Missing(rawValue: (type >> 2) & 3) {
    case .isZero: return zeroGoesLeft
    case .isNaN: return isDefaultLeft
    case .includesZero:
      guard isDefaultLeft == zeroGoesLeft else {
        throw .unsupported("tree \(place) sends 0 where it sends what is missing (zero_as_missing)")
      }
      return isDefaultLeft
    case nil: throw .malformed("tree \(place) has a decision of type \(type)")
    }
  }

  /// The number that exactly the 32-bit numbers up to `threshold` are below.
  static func threshold(atMost threshold: Double) -> Float {
    guard abs(threshold) < Double(Float.greatestFiniteMagnitude) else {
      return threshold < 0 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
    }
    let nearest = Float(threshold)
    return Double(nearest) > threshold ? nearest : nearest.nextUp
  }

  private func numbers<Number>(_ key: String, _ parse: (String) -> Number?) -> [Number]? {
    guard let text = section[key] else { return nil }
    let numbers = text.split(separator: " ").map { parse(String($0)) }
    return numbers.contains { $0 == nil } ? nil : numbers.compactMap { $0 }
  }
}
