import Records

/// Checks parsed expressions against the schema and turns them into values of one graph.
struct Compiler {
  let schema: EventSchema
  let bounds: WindowBounds
  var graph = ValueGraph()
  /// What the feature being compiled got wrong.
  var errors: [ExpressionError] = []
  private var features: [String: TypedValue] = [:]
  private var laterFeatures: Set<String>
  /// Features that could not be compiled: whoever refers to them is not to blame.
  private var brokenFeatures: Set<String> = []

  init(schema: EventSchema, bounds: WindowBounds, featureNames: [String]) {
    self.schema = schema
    self.bounds = bounds
    laterFeatures = Set(featureNames)
  }

  /// Compiles one feature; nil where it is wrong, with the reasons in `errors`.
  mutating func compile(name: String, _ expression: Expression?) -> TypedValue? {
    defer { laterFeatures.remove(name) }
    guard let expression, let value = lower(expression) else {
      brokenFeatures.insert(name)
      return nil
    }
    if features[name] == nil { features[name] = value }
    return value
  }

  mutating func report(_ column: Int, _ message: String) -> TypedValue? {
    errors.append(ExpressionError(column: column, message: message))
    return nil
  }

  // MARK: Lowering

  mutating func lower(_ expression: Expression) -> TypedValue? {
    switch expression.kind {
    case .number(let value): return number(graph.number(value))
    case .text(let text): return TypedValue(place: graph.place(.text(Array(text.utf8))), type: .literal)
    case .missing: return TypedValue(place: graph.number(.nan), type: .missing)
    case .name(let name): return lowerName(name, column: expression.column)
    case .negate(let operand): return lowerNumber(operand).map { number(graph.place(.unary(.negate, $0))) }
    case .not(let operand): return lowerNumber(operand).map { number(graph.place(.unary(.not, $0))) }
    case .binary(let operation, let left, let right):
      return lowerBinary(operation, left, right, column: expression.column)
    case .membership(let value, let candidates, let isNegated):
      return lowerMembership(value, candidates, isNegated: isNegated, column: expression.column)
    case .call(let function, let arguments): return lowerCall(function, arguments, column: expression.column)
    case .aggregate(let aggregate, let arguments, let window):
      return lowerAggregate(aggregate, arguments.first, window)
    }
  }

  func number(_ place: Int) -> TypedValue { TypedValue(place: place, type: .number) }

  private mutating func lowerName(_ name: String, column: Int) -> TypedValue? {
    if let field = schema.column(name) {
      switch schema.fields[field].type {
      case .double, .int, .bool, .timestamp: return number(graph.place(.field(field)))
      case .category: return TypedValue(place: graph.place(.textField(field)), type: .category)
      case .string: return TypedValue(place: graph.place(.textField(field)), type: .string)
      }
    }
    if let feature = features[name] { return feature }
    if brokenFeatures.contains(name) { return nil }
    if laterFeatures.contains(name) {
      return report(column, "'\(name)' is this or a later feature: a feature may use only those above it")
    }
    return report(column, unknownName(name))
  }

  private func unknownName(_ name: String) -> String {
    if ScalarFunction(rawValue: name) != nil || Aggregate(name: name) != nil {
      return "'\(name)' is a function: write \(name)(…); no field or earlier feature has that name"
    }
    let candidates = schema.fields.map(\.name) + features.keys.sorted()
    let suggestion = NearestName.suggestion(for: name, among: candidates)
    if suggestion.isEmpty {
      let shown = schema.fields.prefix(12).map(\.name).joined(separator: ", ")
      let rest = schema.fields.count > 12 ? ", …" : ""
      return "'\(name)' is neither a field nor an earlier feature; the fields are \(shown)\(rest)"
    }
    return "'\(name)' is neither a field nor an earlier feature\(suggestion)"
  }

  /// The place of a value that must be a number.
  mutating func lowerNumber(_ expression: Expression) -> Int? {
    guard let value = lower(expression) else { return nil }
    guard !value.type.isText else {
      _ = report(expression.column, Self.notANumber(expression, value.type))
      return nil
    }
    return value.place
  }

  private static func notANumber(_ expression: Expression, _ type: ValueType) -> String {
    let text = expression.canonicalForm
    return switch type {
    case .category: "\(text) is a category, not a number: compare it, as in \(text) == \"…\", or use it alone"
    case .string:
      "\(text) is a string, not a number: compare it, as in \(text) == \"…\", or count it with distinct(\(text))"
    default: "\(text) is a text, not a number: a text can only be compared or joined"
    }
  }

  // MARK: Operators

  private mutating func lowerBinary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, column: Int
  ) -> TypedValue? {
    if operation == .equal || operation == .notEqual {
      let (leftValue, rightValue) = (lower(left), lower(right))
      guard let leftValue, let rightValue else { return nil }
      return equality(leftValue, rightValue, isNegated: operation == .notEqual, column: column)
    }
    let (leftPlace, rightPlace) = (lowerNumber(left), lowerNumber(right))
    guard let leftPlace, let rightPlace else { return nil }
    let value: Value =
      switch operation {
      case .or: .binary(.or, leftPlace, rightPlace)
      case .and: .binary(.and, leftPlace, rightPlace)
      case .less: .binary(.less, leftPlace, rightPlace)
      case .lessOrEqual: .binary(.lessOrEqual, leftPlace, rightPlace)
      case .greater: .binary(.less, rightPlace, leftPlace)
      case .greaterOrEqual: .binary(.lessOrEqual, rightPlace, leftPlace)
      case .add: .binary(.add, leftPlace, rightPlace)
      case .subtract: .binary(.subtract, leftPlace, rightPlace)
      case .multiply: .binary(.multiply, leftPlace, rightPlace)
      case .divide: .binary(.divide, leftPlace, rightPlace)
      case .modulo: .binary(.modulo, leftPlace, rightPlace)
      case .power: .binary(.power, leftPlace, rightPlace)
      case .equal, .notEqual: preconditionFailure("equality is lowered above")
      }
    return number(graph.place(value))
  }

  private mutating func equality(
    _ left: TypedValue, _ right: TypedValue, isNegated: Bool, column: Int
  ) -> TypedValue? {
    guard left.type != .missing, right.type != .missing else {
      return report(column, "nothing equals missing, not even missing: write is_missing(x)")
    }
    guard left.type.isText == right.type.isText else {
      return report(column, "a text never equals a number: write the value in quotes, or declare the field as a number")
    }
    guard left.type.isText else {
      return number(graph.place(.binary(isNegated ? .notEqual : .equal, left.place, right.place)))
    }
    let equal = graph.place(.textEqual(left.place, right.place))
    return number(isNegated ? graph.place(.unary(.not, equal)) : equal)
  }

  private mutating func lowerMembership(
    _ value: Expression, _ candidates: [Expression], isNegated: Bool, column: Int
  ) -> TypedValue? {
    let lowered = lower(value)
    var result: Int?
    for candidate in candidates {
      guard let lowered, let other = lower(candidate),
        let equal = equality(lowered, other, isNegated: false, column: candidate.column)
      else { continue }
      result = result.map { graph.place(.binary(.or, $0, equal.place)) } ?? equal.place
    }
    guard let result, errors.isEmpty else { return nil }
    return number(isNegated ? graph.place(.unary(.not, result)) : result)
  }
}
