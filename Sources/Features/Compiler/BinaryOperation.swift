/// What an instruction does to two columns of numbers.
enum BinaryOperation: Hashable, Sendable {
  case add, subtract, multiply, divide, modulo, power
  case equal, notEqual, less, lessOrEqual
  case and, or
  case minimum, maximum, coalesce
}
