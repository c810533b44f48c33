extension Expression {
  /// The expression with one spelling for each meaning: single spaces, no needless parentheses, shortest numbers,
  /// largest units, sorted keys. Parsing it gives the same tree.
  var canonicalForm: String {
    switch kind {
    case .number(let value): return CanonicalText.number(value)
    case .text(let text): return CanonicalText.quoted(text)
    case .missing: return Keyword.missing.rawValue
    case .name(let name): return CanonicalText.name(name)
    case .negate(let operand): return "-" + operand.canonicalForm(inside: precedence)
    case .not(let operand): return "not " + operand.canonicalForm(inside: precedence)
    case .binary(let operation, let left, let right):
      // Comparisons do not chain; powers lean right, all others left.
      let leftLimit = precedence + (operation == .power || operation.isComparison ? 1 : 0)
      let rightLimit = operation == .power ? BinaryOperator.Precedence.minus : precedence + 1
      return "\(left.canonicalForm(inside: leftLimit)) \(operation.rawValue) \(right.canonicalForm(inside: rightLimit))"
    case .membership(let value, let candidates, let isNegated):
      let list = candidates.map(\.canonicalForm).joined(separator: ", ")
      return "\(value.canonicalForm(inside: precedence + 1)) \(isNegated ? "not in" : "in") (\(list))"
    case .call(.pow, let arguments):
      return Expression(.binary(.power, arguments[0], arguments[1]), column: column).canonicalForm
    case .call(let function, let arguments):
      return "\(function.rawValue)(\(arguments.map(\.canonicalForm).joined(separator: ", ")))"
    case .aggregate(let aggregate, let arguments, let window):
      return "\(aggregate.rawValue)(\(arguments.map(\.canonicalForm).joined(separator: ", "))) \(window.canonicalForm)"
    }
  }

  private func canonicalForm(inside limit: Int) -> String {
    precedence < limit ? "(\(canonicalForm))" : canonicalForm
  }

  private var precedence: Int {
    switch kind {
    case .number(let value): value.sign == .minus ? BinaryOperator.Precedence.minus : BinaryOperator.Precedence.primary
    case .negate: BinaryOperator.Precedence.minus
    case .not: BinaryOperator.Precedence.not
    case .binary(let operation, _, _): operation.precedence
    case .membership: BinaryOperator.Precedence.comparison
    case .call(.pow, _): BinaryOperator.Precedence.power
    case .text, .missing, .name, .call, .aggregate: BinaryOperator.Precedence.primary
    }
  }
}

extension Expression.Window {
  /// The key fields' names in one order, whichever they were written in.
  var sortedKeys: [String] { Set(keys.map(\.name)).sorted() }

  fileprivate var canonicalForm: String {
    let names = sortedKeys.map(CanonicalText.name)
    switch names.count {
    case 0: return "over \(extent.canonicalText)"
    case 1: return "over \(extent.canonicalText) by \(names[0])"
    default: return "over \(extent.canonicalText) by (\(names.joined(separator: ", ")))"
    }
  }
}
