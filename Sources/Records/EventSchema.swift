/// What a JSON record of a topic must look like: the fields to read, in column order.
package struct EventSchema: Hashable, Sendable, Codable {
  package enum FieldType: String, CaseIterable, Sendable, Codable {
    /// A number; kept as a `Double`.
    case double
    /// A whole number; kept as a `Double` (exact up to 2^53; larger ones are refused).
    case int
    /// true or false; kept as 1 or 0.
    case bool
    /// Milliseconds or seconds since 1970, or RFC 3339 text; kept as milliseconds in a `Double`.
    case timestamp
    /// Text that identifies (an id, a window's key); a number is taken by its own digits.
    case string
    /// Text out of a set that training learns; a number or a boolean is taken by its own text.
    case category
  }

  /// The unit of a numeric timestamp.
  package enum TimeUnit: String, Sendable, Codable { case milliseconds, seconds }

  package struct Field: Hashable, Sendable, Codable {
    /// The name that features use; `card.id` where it is nested.
    package var name: String
    /// The keys to follow from the root: `["card", "id"]`.
    package var path: [String]
    package var type: FieldType
    /// Whether a record without it (absent or null) is refused. An absent optional field is a missing value.
    package var isRequired: Bool
    /// Whether a number may come as text (`"12.5"`), and a boolean as `"true"`, `0` or `1`.
    package var coercesText: Bool
    /// The smallest value allowed; a smaller one refuses the record.
    package var minimum: Double?
    package var maximum: Double?
    package var timeUnit: TimeUnit

    package init(
      name: String, path: [String]? = nil, type: FieldType, isRequired: Bool = false, coercesText: Bool = false,
      minimum: Double? = nil, maximum: Double? = nil, timeUnit: TimeUnit = .milliseconds
    ) {
      self.name = name
      self.path = path ?? name.split(separator: ".").map(String.init)
      self.type = type
      self.isRequired = isRequired
      self.coercesText = coercesText
      self.minimum = minimum
      self.maximum = maximum
      self.timeUnit = timeUnit
    }
  }

  package var fields: [Field]

  package init(fields: [Field]) { self.fields = fields }

  /// The column that holds the field, or nil when the schema has no such field.
  package func column(_ name: String) -> Int? { fields.firstIndex { $0.name == name } }
}

extension EventSchema.FieldType {
  /// Whether the column is kept as numbers (`EventBatch.numbers`) rather than as text (`EventBatch.texts`).
  package var isNumeric: Bool {
    switch self {
    case .double, .int, .bool, .timestamp: true
    case .string, .category: false
    }
  }
}
