/// A value and its type.
struct TypedValue: Hashable, Sendable {
  /// The value's place in the graph.
  var place: Int
  var type: ValueType
}
