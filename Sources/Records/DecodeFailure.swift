/// Why a record of the user was refused: for the dead-letter topic, in words that tell what would be right.
package struct DecodeFailure: Hashable, Sendable {
  /// The `error` header of a dead letter.
  package enum Code: String, CaseIterable, Sendable {
    /// A value without a byte, or with white space alone.
    case empty
    /// No value at all: a tombstone.
    case nullValue = "null_value"
    case tooLarge = "too_large"
    /// UTF-16, UTF-32 or a byte order mark.
    case wrongEncoding = "wrong_encoding"
    case invalidUTF8 = "invalid_utf8"
    case invalidJSON = "invalid_json"
    case tooDeep = "too_deep"
    case notAnObject = "not_an_object"
    /// A required field is absent or null.
    case missingField = "missing_field"
    case wrongType = "wrong_type"
    case outOfRange = "out_of_range"
    /// A header of a prediction or an example is absent or has the wrong size.
    case badHeader = "bad_header"
    /// The vector was made by another feature program.
    case wrongLayout = "wrong_layout"
  }

  /// The record's index in its batch.
  package var record: Int
  package var code: Code
  /// The field's name in the schema; nil where the record as a whole is at fault.
  package var field: String?
  package var message: String

  package init(record: Int, code: Code, field: String? = nil, message: String) {
    self.record = record
    self.code = code
    self.field = field
    self.message = message
  }
}
