/// Where an instruction finds a column of texts.
enum TextOperand: Hashable, Sendable {
  /// A column of the event batch.
  case field(Int)
  /// One text for all rows, out of the program.
  case literal(Int)
  /// A column that an earlier instruction wrote.
  case register(Int)
}
