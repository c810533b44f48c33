/// Puts the graph's values in an order in which each stands behind what it needs, and gives them registers.
///
/// A register is used again as soon as its value has had its last reader.
struct Scheduler {
  /// Register 0 holds the events' times while any window still has to run.
  static let timeRegister = 0

  private let graph: ValueGraph
  private(set) var instructions: [Instruction] = []
  private(set) var windows: [WindowPlan] = []
  /// The fields of each key that windows use.
  private(set) var keys: [[Int]] = []
  private(set) var literals: [[UInt8]] = []
  /// Registers that hold one number in all rows.
  private(set) var constants: [(register: Int, value: Double)] = []
  private(set) var registerCount = 1
  private(set) var textRegisterCount = 0

  private var registers: [Int: Int] = [:]
  private var texts: [Int: TextOperand] = [:]
  private var scheduledGroups: Set<Int> = []
  private var freeRegisters: [Int] = []
  /// Readers that each value still has to serve.
  private var readers: [Int: Int] = [:]

  init(_ graph: ValueGraph, features: [TypedValue]) {
    self.graph = graph
    countReaders(features)
    var categories = 0
    for (feature, value) in features.enumerated() {
      schedule(value.place)
      if value.type.isText {
        instructions.append(.storeText(text(value.place), category: categories))
        categories += 1
      } else {
        instructions.append(.storeNumber(registers[value.place]!, feature: feature))
      }
      release(value.place)
    }
  }

  private mutating func countReaders(_ features: [TypedValue]) {
    var visited: Set<Int> = []
    var visitedGroups: Set<Int> = []
    func visit(_ place: Int) {
      readers[place, default: 0] += 1
      guard visited.insert(place).inserted else { return }
      if case .aggregate(let group, _, _) = graph.values[place], !visitedGroups.insert(group).inserted { return }
      for operand in graph.operands(of: graph.values[place]) { visit(operand) }
    }
    for feature in features { visit(feature.place) }
  }

  // MARK: Registers

  private mutating func allocate() -> Int {
    if let register = freeRegisters.popLast() { return register }
    registerCount += 1
    return registerCount - 1
  }

  private mutating func release(_ place: Int) {
    readers[place]! -= 1
    guard readers[place] == 0, let register = registers[place] else { return }
    if case .number = graph.values[place] { return }
    freeRegisters.append(register)
  }

  private func text(_ place: Int) -> TextOperand { texts[place]! }

  private mutating func allocateText() -> Int {
    textRegisterCount += 1
    return textRegisterCount - 1
  }

  // MARK: Values

  private mutating func schedule(_ place: Int) {
    guard registers[place] == nil, texts[place] == nil else { return }
    let value = graph.values[place]
    if case .aggregate(let group, _, _) = value {
      schedule(group: group)
      return
    }
    let operands = graph.operands(of: value)
    for operand in operands { schedule(operand) }
    if value.isText { emitText(value, at: place) } else { emitNumber(value, at: place) }
    for operand in operands { release(operand) }
  }

  private mutating func emitNumber(_ value: Value, at place: Int) {
    // A constant's register is filled once and never shared.
    if case .number(let bits) = value {
      registers[place] = registerCount
      constants.append((registerCount, Double(bitPattern: bits)))
      registerCount += 1
      return
    }
    let register = allocate()
    registers[place] = register
    switch value {
    case .field(let field): instructions.append(.load(field: field, into: register))
    case .unary(let operation, let operand):
      instructions.append(.unary(operation, registers[operand]!, into: register))
    case .binary(let operation, let left, let right):
      instructions.append(.binary(operation, registers[left]!, registers[right]!, into: register))
    case .select(let condition, let then, let otherwise):
      instructions.append(
        .select(
          condition: registers[condition]!, then: registers[then]!, otherwise: registers[otherwise]!, into: register))
    case .textEqual(let left, let right): instructions.append(.textEqual(text(left), text(right), into: register))
    case .textIsMissing(let operand): instructions.append(.textIsMissing(text(operand), into: register))
    case .textHash(let operand): instructions.append(.textHash(text(operand), into: register))
    case .number, .aggregate, .textField, .text, .concatenation, .selectText, .coalesceText:
      preconditionFailure("not a number's instruction")
    }
  }

  private mutating func emitText(_ value: Value, at place: Int) {
    switch value {
    case .textField(let field): texts[place] = .field(field)
    case .text(let bytes):
      texts[place] = .literal(literals.count)
      literals.append(bytes)
    case .concatenation(let left, let right):
      let register = allocateText()
      instructions.append(.concatenate(text(left), text(right), intoText: register))
      texts[place] = .register(register)
    case .selectText(let condition, let then, let otherwise):
      let register = allocateText()
      instructions.append(
        .selectText(
          condition: registers[condition]!, then: text(then), otherwise: text(otherwise), intoText: register))
      texts[place] = .register(register)
    case .coalesceText(let left, let right):
      let register = allocateText()
      instructions.append(.coalesceText(text(left), text(right), intoText: register))
      texts[place] = .register(register)
    default: preconditionFailure("not a text's instruction")
    }
  }

  // MARK: Windows

  /// Runs a group once, for all of its aggregates that any feature needs.
  private mutating func schedule(group index: Int) {
    guard scheduledGroups.insert(index).inserted else { return }
    let group = graph.groups[index]
    for lane in group.lanes { schedule(lane) }
    var plan = WindowPlan(extent: group.identity.extent)
    plan.lanes = group.lanes.map { registers[$0]! }
    plan.needsSquares = Array(repeating: false, count: group.lanes.count)
    if !group.identity.key.isEmpty { plan.key = key(group.identity.key) }
    for (place, value) in graph.values.enumerated() where readers[place] != nil {
      guard case .aggregate(index, let aggregate, let lane) = value else { continue }
      registers[place] = allocate()
      plan.add(aggregate, lane: lane, register: registers[place]!)
    }
    windows.append(plan)
    instructions.append(.runWindow(windows.count - 1))
    for lane in group.lanes { release(lane) }
  }

  private mutating func key(_ fields: [Int]) -> Int {
    if let known = keys.firstIndex(of: fields) { return known }
    keys.append(fields)
    instructions.append(.hashKeys(keys.count - 1))
    return keys.count - 1
  }
}

extension WindowPlan {
  fileprivate mutating func add(_ aggregate: Aggregate, lane: Int?, register: Int) {
    var output = Output(aggregate: aggregate, lane: lane ?? -1, place: -1, register: register)
    switch aggregate {
    case .std: needsSquares[output.lane] = true
    case .min, .max:
      output.place = extremes.count
      extremes.append(Extreme(lane: output.lane, sign: aggregate == .min ? 1 : -1))
    case .distinct:
      output.place = distinctLanes.count
      distinctLanes.append(output.lane)
    default: break
    }
    outputs.append(output)
  }
}
