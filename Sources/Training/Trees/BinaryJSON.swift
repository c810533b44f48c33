/// A value of Universal Binary JSON (ubjson.org, draft 12), as XGBoost writes its models.
///
/// Its floats are the very bits of the trained ones, and reading it takes a fraction of the time that text does.
enum BinaryJSON {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case array([BinaryJSON])
  /// An array of one type.
  case integers([Int])
  case floats([Float])
  case object([String: BinaryJSON])

  subscript(key: String) -> BinaryJSON {
    if case .object(let members) = self { return members[key] ?? .null }
    return .null
  }

  var array: [BinaryJSON]? { if case .array(let values) = self { values } else { nil } }
  var text: String? { if case .text(let value) = self { value } else { nil } }

  var integers: [Int]? {
    switch self {
    case .integers(let values): values
    case .array(let values) where values.isEmpty: []
    case .array(let values):
      values.reduce(into: [Int]?.some([])) { sum, value in
        if case .integer(let number) = value { sum?.append(number) } else { sum = nil }
      }
    default: nil
    }
  }

  var floats: [Float]? {
    switch self {
    case .floats(let values): values
    // Text does not tell whole numbers from floats.
    case .integers(let values): values.map { Float($0) }
    default: nil
    }
  }
}
