/// Why a cold record could not be read or written: what does not fit, and where.
package struct JSONCodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The type that was wanted, such as `Command`.
  package let type: String
  /// The keys from the root to the misfit, `examples.ranges[0].from`; empty for the document itself.
  package let path: String
  package let message: String

  package var description: String {
    path.isEmpty ? "not a valid \(type): \(message)" : "not a valid \(type): at '\(path)': \(message)"
  }

  init(_ error: any Error, type: Any.Type) {
    self.type = String(describing: type)
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      path = Self.path(context.codingPath + [key])
      message = "the key is missing"
    case DecodingError.typeMismatch(let wanted, let context):
      path = Self.path(context.codingPath)
      message = "a value of another type stands where \(Self.name(of: wanted)) is needed"
    case DecodingError.valueNotFound(let wanted, let context):
      path = Self.path(context.codingPath)
      message = "null stands where \(Self.name(of: wanted)) is needed"
    case DecodingError.dataCorrupted(let context):
      path = Self.path(context.codingPath)
      message = Self.text(context.debugDescription, context.underlyingError)
    case EncodingError.invalidValue(_, let context):
      path = Self.path(context.codingPath)
      message = Self.text(context.debugDescription, context.underlyingError)
    default:
      path = ""
      message = String(describing: error)
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }

  private static func name(of type: Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Bool.Type: "true or false"
    case is any FixedWidthInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    default:
      String(describing: type).hasPrefix("Array") || String(describing: type).hasPrefix("Dictionary")
        ? "an array or an object" : "\(type)"
    }
  }

  private static func text(_ description: String, _ underlying: (any Error)?) -> String {
    underlying.map { "\(description) (\($0))" } ?? description
  }
}
