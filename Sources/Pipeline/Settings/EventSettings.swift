import Records

/// The `events:` part of a pipeline file: what an event looks like.
package struct EventSettings: Hashable, Sendable {
  /// The field whose text names the event; predictions and labels carry it.
  package let idField: String
  /// The field with the moment at which the event happened.
  package let timeField: String
  package let schema: EventSchema

  /// - Precondition: the schema has both fields.
  package init(idField: String, timeField: String, schema: EventSchema) {
    precondition(schema.column(idField) != nil, "the schema has no id field '\(idField)'")
    precondition(schema.column(timeField) != nil, "the schema has no time field '\(timeField)'")
    self.idField = idField
    self.timeField = timeField
    self.schema = schema
  }

  package var idColumn: Int { schema.column(idField)! }
  package var timeColumn: Int { schema.column(timeField)! }
}
