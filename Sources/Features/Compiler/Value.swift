/// A value of the compiled program. Equal values are one value: that is how subexpressions are shared.
///
/// Operands are places in `ValueGraph.values`, always earlier ones.
enum Value: Hashable, Sendable {
  case number(UInt64)
  case field(Int)
  case unary(UnaryOperation, Int)
  case binary(BinaryOperation, Int, Int)
  case select(condition: Int, then: Int, otherwise: Int)
  case aggregate(group: Int, Aggregate, lane: Int?)
  case textField(Int)
  case text([UInt8])
  case concatenation(Int, Int)
  case selectText(condition: Int, then: Int, otherwise: Int)
  case coalesceText(Int, Int)
  case textEqual(Int, Int)
  case textIsMissing(Int)
  /// The text's hash as a whole number below 2^52, missing where the text is: what windows keep of a text.
  case textHash(Int)

  var isText: Bool {
    switch self {
    case .textField, .text, .concatenation, .selectText, .coalesceText: true
    default: false
    }
  }
}
