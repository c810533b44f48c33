extension Compiler {
  mutating func lowerCall(_ function: ScalarFunction, _ arguments: [Expression], column: Int) -> TypedValue? {
    switch function {
    case .if: return lowerIf(arguments, column: column)
    case .coalesce: return lowerCoalesce(arguments, column: column)
    case .concat: return lowerConcatenation(arguments, column: column)
    case .isMissing: return lowerIsMissing(arguments[0])
    default: break
    }
    let places = arguments.map { lowerNumber($0) }
    guard !places.contains(nil) else { return nil }
    return number(arithmetic(function, places.compactMap { $0 }))
  }

  private mutating func arithmetic(_ function: ScalarFunction, _ places: [Int]) -> Int {
    switch function {
    case .min: return fold(.minimum, places)
    case .max: return fold(.maximum, places)
    case .clip: return graph.place(.binary(.minimum, graph.place(.binary(.maximum, places[0], places[1])), places[2]))
    case .pow: return graph.place(.binary(.power, places[0], places[1]))
    default:
      guard let operation = UnaryOperation(function) else {
        preconditionFailure("\(function.rawValue) is lowered on its own")
      }
      return graph.place(.unary(operation, places[0]))
    }
  }

  private mutating func fold(_ operation: BinaryOperation, _ places: [Int]) -> Int {
    places.dropFirst().reduce(places[0]) { graph.place(.binary(operation, $0, $1)) }
  }

  private mutating func lowerIsMissing(_ argument: Expression) -> TypedValue? {
    guard let value = lower(argument) else { return nil }
    return number(graph.place(value.type.isText ? .textIsMissing(value.place) : .unary(.isMissing, value.place)))
  }

  // MARK: Calls that yield what their arguments are

  private mutating func lowerIf(_ arguments: [Expression], column: Int) -> TypedValue? {
    let condition = lowerNumber(arguments[0])
    let branches = [lower(arguments[1]), lower(arguments[2])].compactMap { $0 }
    guard let condition, branches.count == 2, let type = commonType(branches, of: "if", column: column) else {
      return nil
    }
    let (then, otherwise) = (asType(branches[0], type), asType(branches[1], type))
    let value: Value =
      type.isText
      ? .selectText(condition: condition, then: then, otherwise: otherwise)
      : .select(condition: condition, then: then, otherwise: otherwise)
    return TypedValue(place: graph.place(value), type: type)
  }

  private mutating func lowerCoalesce(_ arguments: [Expression], column: Int) -> TypedValue? {
    let values = arguments.map { lower($0) }.compactMap { $0 }
    guard values.count == arguments.count, let type = commonType(values, of: "coalesce", column: column) else {
      return nil
    }
    var place = asType(values[0], type)
    for value in values.dropFirst() {
      let next = asType(value, type)
      place = graph.place(type.isText ? .coalesceText(place, next) : .binary(.coalesce, place, next))
    }
    return TypedValue(place: place, type: type)
  }

  private mutating func lowerConcatenation(_ arguments: [Expression], column: Int) -> TypedValue? {
    let values = arguments.map { lower($0) }.compactMap { $0 }
    guard values.count == arguments.count else { return nil }
    for (value, argument) in zip(values, arguments) where !value.type.isText {
      return report(argument.column, "concat joins texts; \(argument.canonicalForm) is a number: declare it a category")
    }
    guard let type = commonType(values, of: "concat", column: column) else { return nil }
    let place = values.dropFirst().reduce(values[0].place) { graph.place(.concatenation($0, $1.place)) }
    return TypedValue(place: place, type: type)
  }

  /// The type of a call that yields one of its arguments, or all of them joined.
  private mutating func commonType(_ values: [TypedValue], of name: String, column: Int) -> ValueType? {
    let types = Set(values.map(\.type)).subtracting([.missing])
    let hasText = types.contains(where: \.isText)
    if hasText, types.contains(.number) {
      _ = report(column, "\(name) mixes texts and numbers: all of its values must be of one kind")
      return nil
    }
    if types.contains(.string) { return .string }
    return hasText ? .category : .number
  }

  /// The value, where the bare word `missing` must become a missing text.
  private mutating func asType(_ value: TypedValue, _ type: ValueType) -> Int {
    guard value.type == .missing, type.isText else { return value.place }
    let empty = graph.place(.text([]))
    return graph.place(.selectText(condition: value.place, then: empty, otherwise: empty))
  }

  // MARK: Windows

  mutating func lowerAggregate(
    _ aggregate: Aggregate, _ argument: Expression?, _ window: Expression.Window
  ) -> TypedValue? {
    let key = keyColumns(window)
    if case .events(let count) = window.extent, count > bounds.entriesPerKey {
      _ = report(
        window.column,
        "a window of \(count) events is over the bound of \(bounds.entriesPerKey) a key: "
          + "take fewer events or a length of time")
    }
    var lane: Int?
    if let argument {
      guard let place = lowerLane(argument, of: aggregate) else { return nil }
      lane = place
    }
    guard let key, errors.isEmpty else { return nil }
    return number(graph.aggregate(aggregate, of: lane, key: key, extent: window.extent))
  }

  private mutating func lowerLane(_ argument: Expression, of aggregate: Aggregate) -> Int? {
    guard let value = lower(argument) else { return nil }
    guard value.type.isText else { return value.place }
    guard aggregate.takesText else {
      _ = report(
        argument.column,
        "\(aggregate.rawValue) takes a number; \(argument.canonicalForm) is a text: "
          + "count, distinct and changed take texts")
      return nil
    }
    return graph.place(.textHash(value.place))
  }

  private mutating func keyColumns(_ window: Expression.Window) -> [Int]? {
    var columns: Set<Int> = []
    for key in window.keys {
      if let column = schema.column(key.name) {
        columns.insert(column)
      } else {
        let suggestion = NearestName.suggestion(for: key.name, among: schema.fields.map(\.name))
        _ = report(key.column, "'\(key.name)' is not a field, and a window's key must be one\(suggestion)")
      }
    }
    return errors.isEmpty ? columns.sorted() : nil
  }
}

extension UnaryOperation {
  /// The operation of a function of one number; nil for the others.
  init?(_ function: ScalarFunction) {
    switch function {
    case .abs: self = .abs
    case .ceil: self = .ceil
    case .cos: self = .cos
    case .dayofmonth: self = .dayOfMonth
    case .dayofweek: self = .dayOfWeek
    case .exp: self = .exp
    case .expm1: self = .expm1
    case .floor: self = .floor
    case .hour: self = .hour
    case .log: self = .log
    case .log10: self = .log10
    case .log1p: self = .log1p
    case .log2: self = .log2
    case .minute: self = .minute
    case .month: self = .month
    case .round: self = .round
    case .sign: self = .sign
    case .sin: self = .sin
    case .sqrt: self = .sqrt
    case .tan: self = .tan
    case .tanh: self = .tanh
    case .clip, .coalesce, .concat, .if, .isMissing, .max, .min, .pow: return nil
    }
  }
}
