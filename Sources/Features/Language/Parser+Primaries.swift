extension Parser {
  /// A literal, a name, a call or a bracket.
  mutating func primary() throws(ExpressionError) -> Expression {
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return Expression(.number(value), column: token.column)
    case .text(let text):
      advance()
      return Expression(.text(text), column: token.column)
    case .measure(let text):
      throw error("'\(text)' is a window's length, which belongs behind 'over'; numbers have no unit")
    case .symbol("("): return try bracket()
    case .quotedName(let name):
      advance()
      return Expression(.name(name), column: token.column)
    case .name(let name):
      if let keyword = Keyword(rawValue: name) { return try constant(keyword) }
      advance()
      return isSymbol("(") ? try call(name, column: token.column) : Expression(.name(name), column: token.column)
    case .symbol, .end: throw error("expected a value, found \(token.description)")
    }
  }

  private mutating func bracket() throws(ExpressionError) -> Expression {
    let outer = commaEndsExpression
    commaEndsExpression = false
    defer { commaEndsExpression = outer }
    advance()
    let inner = try expression(atLeast: 0)
    try expect(")", "to close the bracket")
    return inner
  }

  private mutating func constant(_ keyword: Keyword) throws(ExpressionError) -> Expression {
    let column = current.column
    let kind: Expression.Kind
    switch keyword {
    case .true: kind = .number(1)
    case .false: kind = .number(0)
    case .missing: kind = .missing
    case .and, .or, .not, .in, .over, .by:
      throw error("expected a value, found the keyword '\(keyword.rawValue)'; write a field of that name in backquotes")
    }
    advance()
    return Expression(kind, column: column)
  }

  // MARK: Calls

  private mutating func call(_ name: String, column: Int) throws(ExpressionError) -> Expression {
    let aggregate = Aggregate(name: name)
    let function = ScalarFunction(rawValue: name)
    guard aggregate != nil || function != nil else {
      let known = Aggregate.allCases.map(\.rawValue) + ScalarFunction.allCases.map(\.rawValue)
      throw ExpressionError(
        column: column,
        message: "there is no function '\(name)'\(NearestName.suggestion(for: name, among: known))")
    }
    advance()
    let arguments = try arguments(closing: "the arguments of \(name)")
    if isKeyword(.over) {
      guard let aggregate else {
        throw ExpressionError(
          column: column, message: "'\(name)' is not an aggregate: only \(Self.aggregateNames) take a window")
      }
      return try windowed(aggregate, arguments, column: column)
    }
    guard let function else {
      throw ExpressionError(
        column: column, message: "'\(name)' needs a window, as in \(name)(…) over 1h by card_id")
    }
    return try scalar(function, arguments, isAggregateToo: aggregate != nil, column: column)
  }

  private static var aggregateNames: String { Aggregate.allCases.map(\.rawValue).joined(separator: " ") }

  private func scalar(
    _ function: ScalarFunction, _ arguments: [Expression], isAggregateToo: Bool, column: Int
  ) throws(ExpressionError) -> Expression {
    guard function.argumentCounts.contains(arguments.count) else {
      let windowHint = isAggregateToo ? "; over a window write \(function.rawValue)(x) over 1h by card_id" : ""
      throw ExpressionError(
        column: column,
        message: "\(function.rawValue) does not take \(Self.counted(arguments.count)): "
          + "write \(function.usage)\(windowHint)")
    }
    return Expression(.call(function, arguments), column: column, over: arguments)
  }

  private static func counted(_ count: Int) -> String { count == 1 ? "1 argument" : "\(count) arguments" }

  // MARK: Windows

  private mutating func windowed(
    _ aggregate: Aggregate, _ arguments: [Expression], column: Int
  ) throws(ExpressionError) -> Expression {
    guard aggregate.argumentCounts.contains(arguments.count) else {
      let usage = aggregate.argumentCounts.upperBound == 0 ? "no argument" : "one argument"
      throw ExpressionError(
        column: column,
        message: "\(aggregate.rawValue) over a window takes \(usage), not \(arguments.count)")
    }
    advance()
    let extentColumn = current.column
    let extent = try extent()
    let keys = isKeyword(.by) ? try keys() : []
    return Expression(
      .aggregate(aggregate, arguments, Expression.Window(extent: extent, column: extentColumn, keys: keys)),
      column: column, over: arguments)
  }

  private mutating func extent() throws(ExpressionError) -> WindowExtent {
    let token = current
    switch token.kind {
    case .measure(let text):
      guard let extent = WindowExtent(text) else {
        throw error(
          "'\(text)' is not a window's length: write 500ms, 30s, 10m, 24h, 7d, 2w, or 100 events; "
            + "at most \(Self.longest)"
        )
      }
      advance()
      return extent
    case .number(let value):
      advance()
      guard case .name(let unit) = current.kind, ["events", "event"].contains(unit) else {
        throw error(
          "the window's length needs a unit: write \(CanonicalText.number(value))m or "
            + "\(CanonicalText.number(value)) events")
      }
      guard let count = Int(exactly: value), count > 0 else {
        throw ExpressionError(column: token.column, message: "a window holds a whole number of events, at least 1")
      }
      advance()
      return .events(count)
    default: throw error("expected a window's length behind 'over', such as 10m, 24h or 100 events")
    }
  }

  private static var longest: String { CanonicalText.milliseconds(WindowExtent.longestMilliseconds) }

  private mutating func keys() throws(ExpressionError) -> [Expression.Key] {
    advance()
    if accept("(") {
      var keys = [try key()]
      while accept(",") { keys.append(try key()) }
      try expect(")", "to close the window's keys")
      return keys
    }
    var keys = [try key()]
    while !commaEndsExpression, accept(",") { keys.append(try key()) }
    return keys
  }

  private mutating func key() throws(ExpressionError) -> Expression.Key {
    let token = current
    switch token.kind {
    case .quotedName(let name):
      advance()
      return Expression.Key(name: name, column: token.column)
    case .name(let name) where !Keyword.isReserved(name):
      advance()
      return Expression.Key(name: name, column: token.column)
    default: throw error("expected a field's name as the window's key, found \(token.description)")
    }
  }
}
