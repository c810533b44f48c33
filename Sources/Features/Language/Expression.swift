/// A parsed expression: a tree whose nodes know where they stand in the text.
struct Expression: Hashable, Sendable {
  indirect enum Kind: Hashable, Sendable {
    case number(Double)
    case text(String)
    /// The value that is not there.
    case missing
    /// A field or an earlier feature.
    case name(String)
    case negate(Expression)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `x in (a, b)` or, negated, `x not in (a, b)`.
    case membership(Expression, of: [Expression], isNegated: Bool)
    case call(ScalarFunction, [Expression])
    case aggregate(Aggregate, [Expression], Window)
  }

  /// `over 1h by a, b`
  struct Window: Hashable, Sendable {
    var extent: WindowExtent
    /// The character that the extent starts at.
    var column: Int
    /// The key fields and their characters; empty for one window over all events.
    var keys: [Key]
  }

  struct Key: Hashable, Sendable {
    var name: String
    var column: Int
  }

  var kind: Kind
  /// The character that the node is about (an operator's own, a call's name), from 1.
  var column: Int
  /// The longest way down to a leaf.
  var depth: Int

  init(_ kind: Kind, column: Int, over children: [Expression] = []) {
    self.kind = kind
    self.column = column
    depth = 1 + (children.map(\.depth).max() ?? 0)
  }
}
