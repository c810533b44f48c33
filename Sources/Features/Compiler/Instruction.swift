/// One step of the program over a block of rows. Numbers are places of register columns.
enum Instruction: Hashable, Sendable {
  case load(field: Int, into: Int)
  case unary(UnaryOperation, Int, into: Int)
  case binary(BinaryOperation, Int, Int, into: Int)
  case select(condition: Int, then: Int, otherwise: Int, into: Int)
  case textEqual(TextOperand, TextOperand, into: Int)
  case textIsMissing(TextOperand, into: Int)
  case textHash(TextOperand, into: Int)
  case concatenate(TextOperand, TextOperand, intoText: Int)
  case selectText(condition: Int, then: TextOperand, otherwise: TextOperand, intoText: Int)
  case coalesceText(TextOperand, TextOperand, intoText: Int)
  /// Hashes the key's fields, for all windows by that key.
  case hashKeys(Int)
  /// Runs the rows through a keyed window, which writes all of its aggregates.
  case runWindow(Int)
  case storeNumber(Int, feature: Int)
  case storeText(TextOperand, category: Int)
}
