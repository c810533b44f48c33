/// Reads an expression by precedence climbing (Pratt).
///
///     or  <  and  <  not  <  == != < <= > >= in  <  + -  <  * / %  <  unary -  <  ^
struct Parser {
  /// Longer expressions are refused: they belong in several features.
  static let maximumByteCount = 16_384
  /// Deeper trees are refused, so that nothing that walks them runs out of stack.
  static let maximumDepth = 200

  var tokens: [Token]
  private var next = 0
  /// How many brackets and prefixes are open.
  private var nesting = 0
  /// Whether a comma ends the expression rather than a window's key, as inside a call.
  var commaEndsExpression = false

  private init(tokens: [Token]) { self.tokens = tokens }

  static func parse(_ text: String) throws(ExpressionError) -> Expression {
    guard text.utf8.count <= maximumByteCount else {
      throw ExpressionError(
        column: 1, message: "the expression is longer than \(maximumByteCount) bytes: split it into several features")
    }
    var parser = Parser(tokens: try Lexer.tokens(of: text))
    if parser.current.kind == .end {
      throw ExpressionError(column: 1, message: "the expression is empty: write a field's name or a formula")
    }
    let expression = try parser.expression(atLeast: 0)
    guard parser.current.kind == .end else { throw parser.unexpectedRest() }
    return expression
  }

  // MARK: Tokens

  var current: Token { tokens[next] }

  mutating func advance() { if next < tokens.count - 1 { next += 1 } }

  func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

  func isKeyword(_ keyword: Keyword) -> Bool { current.kind == .name(keyword.rawValue) }

  mutating func accept(_ symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: String, _ purpose: String) throws(ExpressionError) {
    guard accept(symbol) else { throw error("expected '\(symbol)' \(purpose), found \(current.description)") }
  }

  func error(_ message: String) -> ExpressionError { ExpressionError(column: current.column, message: message) }

  private func unexpectedRest() -> ExpressionError {
    switch current.kind {
    case .symbol(")"): error("this ')' closes nothing")
    case .symbol(","): error("a comma may stand only between the arguments of a function or the keys of a window")
    case .name(Keyword.over.rawValue):
      error("a window belongs behind an aggregate, as in sum(amount) over 1h by card_id")
    case .name(Keyword.by.rawValue): error("'by' belongs behind a window's length, as in over 1h by card_id")
    default: error("expected an operator or the end, found \(current.description)")
    }
  }

  // MARK: Operators

  mutating func expression(atLeast minimum: Int) throws(ExpressionError) -> Expression {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Self.maximumDepth else { throw tooDeep() }
    var left = try prefix()
    while true {
      if let isNegated = membershipAhead, BinaryOperator.Precedence.comparison >= minimum {
        left = try membership(of: left, isNegated: isNegated)
      } else if let operation = operatorAhead, operation.precedence >= minimum {
        left = try binary(operation, left)
      } else {
        return left
      }
      guard left.depth <= Self.maximumDepth else { throw tooDeep() }
    }
  }

  private func tooDeep() -> ExpressionError {
    error("the expression is nested deeper than \(Self.maximumDepth) levels: split it into several features")
  }

  private mutating func prefix() throws(ExpressionError) -> Expression {
    let column = current.column
    if accept("-") {
      let operand = try expression(atLeast: BinaryOperator.Precedence.minus)
      if case .number(let value) = operand.kind, value.sign == .plus, value != 0 {
        return Expression(.number(-value), column: column)
      }
      return Expression(.negate(operand), column: column, over: [operand])
    }
    if accept("+") { return try expression(atLeast: BinaryOperator.Precedence.minus) }
    if isKeyword(.not) {
      advance()
      let operand = try expression(atLeast: BinaryOperator.Precedence.not)
      return Expression(.not(operand), column: column, over: [operand])
    }
    return try primary()
  }

  private var operatorAhead: BinaryOperator? {
    switch current.kind {
    case .symbol(let symbol): BinaryOperator(rawValue: symbol)
    case .name("and"): .and
    case .name("or"): .or
    default: nil
    }
  }

  private mutating func binary(
    _ operation: BinaryOperator, _ left: Expression
  ) throws(ExpressionError) -> Expression {
    let column = current.column
    advance()
    let limit = operation == .power ? BinaryOperator.Precedence.minus : operation.precedence + 1
    let right = try expression(atLeast: limit)
    if operation.isComparison, operatorAhead?.isComparison == true || membershipAhead != nil {
      throw error("comparisons do not chain: write a < b and b < c")
    }
    return Expression(.binary(operation, left, right), column: column, over: [left, right])
  }

  // MARK: Membership

  /// Whether `in` (false) or `not in` (true) is next.
  private var membershipAhead: Bool? {
    if isKeyword(.in) { return false }
    let isNegated = isKeyword(.not) && tokens[min(next + 1, tokens.count - 1)].kind == .name(Keyword.in.rawValue)
    return isNegated ? true : nil
  }

  private mutating func membership(
    of value: Expression, isNegated: Bool
  ) throws(ExpressionError) -> Expression {
    let column = current.column
    advance()
    if isNegated { advance() }
    try expect("(", "behind 'in', as in country in (\"NO\", \"SE\")")
    let candidates = try arguments(closing: "the list of values")
    guard !candidates.isEmpty else { throw error("the list behind 'in' is empty") }
    if operatorAhead?.isComparison == true || membershipAhead != nil {
      throw error("comparisons do not chain: join them by 'and'")
    }
    return Expression(
      .membership(value, of: candidates, isNegated: isNegated), column: column, over: [value] + candidates)
  }

  /// Expressions up to the closing bracket, which is taken.
  mutating func arguments(closing purpose: String) throws(ExpressionError) -> [Expression] {
    let outer = commaEndsExpression
    commaEndsExpression = true
    defer { commaEndsExpression = outer }
    var arguments: [Expression] = []
    if accept(")") { return arguments }
    repeat { arguments.append(try expression(atLeast: 0)) } while accept(",")
    try expect(")", "to close \(purpose)")
    return arguments
  }
}
