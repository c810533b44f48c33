/// The values of all features, each once, operands before their users.
struct ValueGraph: Sendable {
  private(set) var values: [Value] = []
  private(set) var groups: [WindowGroup] = []
  /// How many windows a value's computation passes through.
  private var depths: [Int] = []
  private var places: [Value: Int] = [:]
  private var groupPlaces: [WindowGroup.Identity: Int] = [:]

  /// The place of the value, which is added when it is new.
  mutating func place(_ value: Value) -> Int {
    if let place = places[value] { return place }
    values.append(value)
    depths.append(depth(of: value))
    places[value] = values.count - 1
    return values.count - 1
  }

  mutating func number(_ value: Double) -> Int { place(.number(value.bitPattern)) }

  mutating func aggregate(_ aggregate: Aggregate, of argument: Int?, key: [Int], extent: WindowExtent) -> Int {
    let depth = 1 + (argument.map { depths[$0] } ?? 0)
    let identity = WindowGroup.Identity(key: key, extent: extent, depth: depth)
    let group: Int
    if let known = groupPlaces[identity] {
      group = known
    } else {
      group = groups.count
      groups.append(WindowGroup(identity: identity))
      groupPlaces[identity] = group
    }
    return place(.aggregate(group: group, aggregate, lane: argument.map { lane($0, of: group) }))
  }

  private mutating func lane(_ value: Int, of group: Int) -> Int {
    if let lane = groups[group].lanes.firstIndex(of: value) { return lane }
    groups[group].lanes.append(value)
    return groups[group].lanes.count - 1
  }

  private func depth(of value: Value) -> Int {
    if case .aggregate(let group, _, _) = value { return groups[group].identity.depth }
    return operands(of: value).map { depths[$0] }.max() ?? 0
  }

  /// The values that must be computed before this one.
  func operands(of value: Value) -> [Int] {
    switch value {
    case .number, .field, .textField, .text: []
    case .unary(_, let operand), .textIsMissing(let operand), .textHash(let operand): [operand]
    case .binary(_, let left, let right), .concatenation(let left, let right), .coalesceText(let left, let right),
      .textEqual(let left, let right):
      [left, right]
    case .select(let condition, let then, let otherwise), .selectText(let condition, let then, let otherwise):
      [condition, then, otherwise]
    case .aggregate(let group, _, _): groups[group].lanes
    }
  }
}
