/// Decoded records as columns: one a field of the schema, all of one length.
///
/// A field stands at its own index in `numbers` or in `texts`, by its type; the other array has an empty column there.
/// A missing number is NaN, a missing text has length -1.
package struct EventBatch: Sendable {
  package let schema: EventSchema
  package internal(set) var count = 0
  /// The record of the source batch that each row was decoded from.
  package internal(set) var records: [Int32] = []
  /// A column a field; `numbers[field][row]`, empty for text fields.
  package internal(set) var numbers: [[Double]]
  /// A column a field; empty for numeric fields.
  package internal(set) var texts: [ByteColumn]

  package init(schema: EventSchema) {
    self.schema = schema
    numbers = Array(repeating: [], count: schema.fields.count)
    texts = Array(repeating: ByteColumn(), count: schema.fields.count)
  }

  /// Empties the batch and keeps its storage.
  package mutating func removeAll() {
    count = 0
    records.removeAll(keepingCapacity: true)
    for field in numbers.indices {
      numbers[field].removeAll(keepingCapacity: true)
      texts[field].removeAll()
    }
  }
}

/// One value for `EventBatch.append(row:)`.
package enum FieldValue: Sendable {
  case number(Double)
  case text(String)
  case missing
}

extension EventBatch {
  /// Appends a row of values in the order of the schema's fields. For tests and for rows that do not come as JSON.
  package mutating func append(row: [FieldValue], record: Int32 = -1) {
    precondition(row.count == schema.fields.count, "a row has a value for each field of the schema")
    for (field, value) in row.enumerated() {
      switch (schema.fields[field].type.isNumeric, value) {
      case (true, .number(let number)): numbers[field].append(number)
      case (true, .missing): numbers[field].append(.nan)
      case (false, .text(let text)): texts[field].append(text)
      case (false, .missing): texts[field].appendMissing()
      case (true, .text), (false, .number): preconditionFailure("the value's kind is not the field's")
      }
    }
    records.append(record)
    count += 1
  }
}
