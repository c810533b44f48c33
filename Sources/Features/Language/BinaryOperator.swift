/// The infix operators, and how tightly they bind.
enum BinaryOperator: String, CaseIterable, Hashable, Sendable {
  case or, and
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case modulo = "%"
  case power = "^"

  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: Precedence.comparison
    case .add, .subtract: 5
    case .multiply, .divide, .modulo: 6
    case .power: Precedence.power
    }
  }

  var isComparison: Bool { precedence == Precedence.comparison }

  /// Binding strengths that are not an infix operator's alone.
  enum Precedence {
    static let not = 3
    static let comparison = 4
    static let minus = 7
    static let power = 8
    static let primary = 9
  }
}
