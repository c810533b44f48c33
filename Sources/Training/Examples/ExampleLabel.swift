/// What really happened, as an example's record states it.
package enum ExampleLabel: Hashable, Sendable {
  /// 0 or 1 (binary), or the value (regression).
  case number(Double)
  /// The class's name (multiclass).
  case name(String)
}
