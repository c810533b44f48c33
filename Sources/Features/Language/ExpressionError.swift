/// What is wrong with an expression's text, before it is known whose it is.
struct ExpressionError: Error, Hashable, Sendable {
  /// The character of the expression, from 1.
  var column: Int
  var message: String
}
