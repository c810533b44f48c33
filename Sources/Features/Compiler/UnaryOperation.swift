/// What an instruction does to one column of numbers.
enum UnaryOperation: Hashable, Sendable {
  case negate, not, isMissing
  case abs, ceil, floor, round, sign
  case exp, expm1, log, log10, log1p, log2, sqrt
  case cos, sin, tan, tanh
  case minute, hour, dayOfWeek, dayOfMonth, month
}
