/// What an expression yields.
enum ValueType: Hashable, Sendable {
  case number
  /// Text out of a set that training learns.
  case category
  /// Text without bound, from a field of type `string`: to compare and to count, not to learn from.
  case string
  /// A text of the expression itself.
  case literal
  /// The bare word `missing`, which fits either.
  case missing

  var isText: Bool { self == .category || self == .string || self == .literal }
}
