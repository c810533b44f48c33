import CSimdJSON

extension DecodeFailure {
  /// The failure that the C door reports, in words. Allocates: bad records are the cold path.
  ///
  /// - Parameters:
  ///   - value: the record's bytes; nil for a null value.
  ///   - record: the record's index in its batch.
  init(
    _ failure: freshet_json_failure, in value: UnsafeRawBufferPointer?, record: Int, schema: EventSchema,
    maximumByteCount: Int
  ) {
    let field = failure.field < 0 ? nil : schema.fields[Int(failure.field)]
    let found = Finding(failure, in: value)
    self.record = record
    self.field = field?.name
    code = Self.code(of: failure.reason)
    if let field {
      message = Self.message(failure.reason, of: field, found)
    } else {
      message = Self.message(failure.reason, found, byteCount: value?.count ?? 0, maximumByteCount: maximumByteCount)
    }
  }

  /// What stands at the place of a failure.
  private struct Finding {
    /// The byte where it begins.
    let offset: Int
    /// Its text, shortened, invalid UTF-8 repaired.
    let text: String

    init(_ failure: freshet_json_failure, in value: UnsafeRawBufferPointer?) {
      let limit = 60
      offset = Int(failure.offset)
      guard let value, offset < value.count else {
        text = ""
        return
      }
      let bytes = value[offset..<min(value.count, offset + min(limit, Int(failure.length)))]
      text = String(decoding: bytes, as: UTF8.self) + (failure.length > limit ? "…" : "")
    }

    /// The value's kind, with its text where that is short.
    var kind: String {
      switch text.utf8.first {
      case UInt8(ascii: "{"): "an object"
      case UInt8(ascii: "["): "an array"
      case UInt8(ascii: "\""): "the text \(text)"
      case _ where text == "true" || text == "false": "the boolean \(text)"
      case _ where text == "null": "null"
      case let first? where first == UInt8(ascii: "-") || (0x30...0x39).contains(first): "the number \(text)"
      default: "'\(text)'"
      }
    }

    /// Whether it is one of the number words that JSON does not have.
    var isNumberWord: Bool {
      let bare = text.drop { $0 == "-" || $0 == "+" }.lowercased()
      return bare == "nan" || bare == "inf" || bare == "infinity"
    }
  }

  private static func code(of reason: freshet_json_reason) -> Code {
    switch reason {
    case .FRESHET_JSON_REASON_NULL_VALUE: .nullValue
    case .FRESHET_JSON_REASON_EMPTY: .empty
    case .FRESHET_JSON_REASON_TOO_LARGE, .FRESHET_JSON_REASON_TEXT_TOO_LONG: .tooLarge
    case .FRESHET_JSON_REASON_WRONG_ENCODING: .wrongEncoding
    case .FRESHET_JSON_REASON_INVALID_UTF8: .invalidUTF8
    case .FRESHET_JSON_REASON_UNCLOSED_STRING, .FRESHET_JSON_REASON_CONTROL_CHARACTER, .FRESHET_JSON_REASON_TRUNCATED,
      .FRESHET_JSON_REASON_TRAILING_TEXT, .FRESHET_JSON_REASON_EXPECTED_KEY, .FRESHET_JSON_REASON_EXPECTED_COLON,
      .FRESHET_JSON_REASON_EXPECTED_OBJECT_END, .FRESHET_JSON_REASON_EXPECTED_ARRAY_END,
      .FRESHET_JSON_REASON_EXPECTED_VALUE, .FRESHET_JSON_REASON_BAD_NUMBER, .FRESHET_JSON_REASON_BAD_LITERAL,
      .FRESHET_JSON_REASON_BAD_ESCAPE, .FRESHET_JSON_REASON_WRONG_COUNT:
      .invalidJSON
    case .FRESHET_JSON_REASON_ROOT_NOT_OBJECT: .notAnObject
    case .FRESHET_JSON_REASON_TOO_DEEP: .tooDeep
    case .FRESHET_JSON_REASON_MISSING, .FRESHET_JSON_REASON_NULL: .missingField
    case .FRESHET_JSON_REASON_WRONG_TYPE, .FRESHET_JSON_REASON_NOT_NESTED, .FRESHET_JSON_REASON_NOT_WHOLE,
      .FRESHET_JSON_REASON_BAD_TIME:
      .wrongType
    case .FRESHET_JSON_REASON_INTEGER_TOO_LARGE, .FRESHET_JSON_REASON_NUMBER_TOO_LARGE,
      .FRESHET_JSON_REASON_TIME_OUT_OF_RANGE, .FRESHET_JSON_REASON_BELOW_MINIMUM, .FRESHET_JSON_REASON_ABOVE_MAXIMUM:
      .outOfRange
    }
  }

  private static func message(
    _ reason: freshet_json_reason, _ found: Finding, byteCount: Int, maximumByteCount: Int
  ) -> String {
    let place = "at byte \(found.offset)"
    return switch reason {
    case .FRESHET_JSON_REASON_NULL_VALUE: "the value is null (a tombstone); send a JSON object"
    case .FRESHET_JSON_REASON_EMPTY: "the value is empty; send a JSON object"
    case .FRESHET_JSON_REASON_TOO_LARGE: "the value has \(byteCount) bytes; at most \(maximumByteCount) are read"
    case .FRESHET_JSON_REASON_WRONG_ENCODING: "the value is UTF-16 or UTF-32 or has a byte order mark; send plain UTF-8"
    case .FRESHET_JSON_REASON_INVALID_UTF8: "the value is not valid UTF-8; send JSON encoded as UTF-8"
    case .FRESHET_JSON_REASON_UNCLOSED_STRING: "a string is not closed before the value's end; the value looks cut off"
    case .FRESHET_JSON_REASON_CONTROL_CHARACTER:
      "a string holds a bare control character; write it as \\n, \\t or \\u00XX"
    case .FRESHET_JSON_REASON_TRUNCATED: "the value ends \(place) before its object is closed; it looks cut off"
    case .FRESHET_JSON_REASON_ROOT_NOT_OBJECT: "the value is \(found.kind); send a JSON object"
    case .FRESHET_JSON_REASON_TRAILING_TEXT: "'\(found.text)' follows the object \(place); send one object a record"
    case .FRESHET_JSON_REASON_EXPECTED_KEY: "'\(found.text)' \(place) where a key in double quotes is needed"
    case .FRESHET_JSON_REASON_EXPECTED_COLON: "'\(found.text)' \(place) where ':' is needed after a key"
    case .FRESHET_JSON_REASON_EXPECTED_OBJECT_END: "'\(found.text)' \(place) where ',' or '}' is needed"
    case .FRESHET_JSON_REASON_EXPECTED_ARRAY_END: "'\(found.text)' \(place) where ',' or ']' is needed"
    case .FRESHET_JSON_REASON_EXPECTED_VALUE: "'\(found.text)' \(place) where a value is needed"
    case .FRESHET_JSON_REASON_BAD_NUMBER, .FRESHET_JSON_REASON_BAD_LITERAL:
      found.isNumberWord
        ? "\(found.text) \(place) is not JSON; send null for a missing number"
        : "'\(found.text)' \(place) is no JSON value"
    case .FRESHET_JSON_REASON_BAD_ESCAPE:
      "the string \(found.text) \(place) has an escape that JSON does not have, or half a surrogate pair"
    case .FRESHET_JSON_REASON_TOO_DEEP: "objects and arrays stand more than \(FRESHET_JSON_DEPTH) deep \(place)"
    case .FRESHET_JSON_REASON_WRONG_COUNT: "the list has not as many elements as there are category features"
    case .FRESHET_JSON_REASON_MISSING, .FRESHET_JSON_REASON_NULL, .FRESHET_JSON_REASON_WRONG_TYPE,
      .FRESHET_JSON_REASON_NOT_NESTED, .FRESHET_JSON_REASON_NOT_WHOLE, .FRESHET_JSON_REASON_INTEGER_TOO_LARGE,
      .FRESHET_JSON_REASON_NUMBER_TOO_LARGE, .FRESHET_JSON_REASON_BAD_TIME,
      .FRESHET_JSON_REASON_TIME_OUT_OF_RANGE, .FRESHET_JSON_REASON_BELOW_MINIMUM, .FRESHET_JSON_REASON_ABOVE_MAXIMUM,
      .FRESHET_JSON_REASON_TEXT_TOO_LONG:
      preconditionFailure("the reason belongs to a field")
    }
  }

  private static func message(_ reason: freshet_json_reason, of field: EventSchema.Field, _ found: Finding) -> String {
    let name = "'\(field.name)'"
    return switch reason {
    case .FRESHET_JSON_REASON_MISSING: "\(name) is absent; it is required, \(field.wanted)"
    case .FRESHET_JSON_REASON_NULL: "\(name) is null; it is required, \(field.wanted)"
    case .FRESHET_JSON_REASON_WRONG_TYPE: "\(name) is \(found.kind); it must be \(field.wanted)\(field.coercionHint)"
    case .FRESHET_JSON_REASON_NOT_NESTED: "\(name) cannot be read: its parent is \(found.kind), and must be an object"
    case .FRESHET_JSON_REASON_NOT_WHOLE: "\(name) is \(found.kind); it must be a whole number"
    case .FRESHET_JSON_REASON_INTEGER_TOO_LARGE:
      "\(name) is \(found.kind); whole numbers are exact up to 9007199254740992, send a longer one as a string field"
    case .FRESHET_JSON_REASON_NUMBER_TOO_LARGE: "\(name) is \(found.kind), beyond the range of a 64-bit float"
    case .FRESHET_JSON_REASON_BAD_TIME: "\(name) is \(found.kind); it must be \(field.wanted)"
    case .FRESHET_JSON_REASON_TIME_OUT_OF_RANGE:
      "\(name) is \(found.kind), not in the years 1 to 9999 when taken as \(field.timeUnit) since 1970"
    case .FRESHET_JSON_REASON_BELOW_MINIMUM:
      "\(name) is \(found.kind), below the minimum of \(field.minimum ?? -.infinity)"
    case .FRESHET_JSON_REASON_ABOVE_MAXIMUM:
      "\(name) is \(found.kind), above the maximum of \(field.maximum ?? .infinity)"
    case .FRESHET_JSON_REASON_TEXT_TOO_LONG:
      "\(name) is longer than the \(RecordDecoder.longestText) bytes that a text may have"
    default: preconditionFailure("the reason belongs to a whole record")
    }
  }
}

extension EventSchema.Field {
  /// What the field takes, in words.
  fileprivate var wanted: String {
    switch type {
    case .double: "a number"
    case .int: "a whole number"
    case .bool: "true or false"
    case .timestamp: "\(timeUnit) since 1970, or RFC 3339 text such as \"2024-11-23T08:15:30.250Z\""
    case .string: "text or a number"
    case .category: "text, a number or a boolean"
    }
  }

  /// How the schema could be made to take text, where that is a way out.
  fileprivate var coercionHint: String {
    type.isNumeric && type != .timestamp && !coercesText ? " (a number as text needs `coerce: true` in the schema)" : ""
  }
}
