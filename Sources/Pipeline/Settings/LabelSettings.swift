import Records

/// The `labels:` part of a pipeline file: what a label looks like and how long it is waited for.
package struct LabelSettings: Hashable, Sendable {
  /// What a label that never comes means.
  package enum Value: Hashable, Sendable {
    /// 0 or 1 of a binary task, or a regression's value.
    case number(Double)
    case className(String)
  }

  /// Where the event's id stands in the label's record; `event.id` where it is nested.
  package let idField: String
  /// Where the true value stands.
  package let valueField: String
  /// Where the moment of the label stands; nil for the record's own timestamp.
  package let timeField: String?
  package let task: LearningTask
  /// How long after its event a label is waited for.
  package let wait: Duration
  /// What to take for the label when `wait` is over; nil for no example.
  package let absentMeans: Value?
  /// All classes of a multiclass task where the file names them; nil where training learns them from the labels.
  package let classes: [String]?

  package init(
    idField: String, valueField: String, timeField: String? = nil, task: LearningTask,
    wait: Duration = .seconds(86_400), absentMeans: Value? = nil, classes: [String]? = nil
  ) {
    self.idField = idField
    self.valueField = valueField
    self.timeField = timeField
    self.task = task
    self.wait = wait
    self.absentMeans = absentMeans
    self.classes = classes
  }

  /// How to decode a label's record: column 0 is the id, 1 the value, 2 the time where there is one.
  package var schema: EventSchema {
    let valueType: EventSchema.FieldType =
      switch task {
      case .binary: .bool
      case .multiclass: .category
      case .regression: .double
      }
    var fields = [
      EventSchema.Field(name: idField, type: .string, isRequired: true),
      EventSchema.Field(name: valueField, type: valueType, isRequired: true, coercesText: task != .multiclass),
    ]
    if let timeField { fields.append(.init(name: timeField, type: .timestamp)) }
    return EventSchema(fields: fields)
  }
}
