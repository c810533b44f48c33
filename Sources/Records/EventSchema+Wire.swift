extension EventSchema {
  /// Columns of predictions and, before two more, of examples.
  enum WireColumn {
    static let id = 0
    static let model = 1
    static let time = 2
    /// `score`, or `value` of a regression.
    static let score = 3
    /// The predicted class; none in a regression, whose columns go on here.
    static let label = 4
  }

  /// What is read of a prediction's JSON.
  static func predictions(_ task: LearningTask) -> EventSchema {
    var fields: [Field] = [
      .init(name: "id", type: .string, isRequired: true),
      .init(name: "model", type: .int, isRequired: true, minimum: 0),
      .init(name: "time", type: .timestamp, isRequired: true),
      .init(name: task == .regression ? "value" : "score", type: .double),
    ]
    switch task {
    case .binary: fields.append(.init(name: "label", type: .int, minimum: 0, maximum: 1))
    case .multiclass: fields.append(.init(name: "label", type: .category))
    case .regression: break
    }
    return EventSchema(fields: fields)
  }

  /// What is read of an example's JSON.
  static func examples(_ task: LearningTask) -> EventSchema {
    let actual =
      switch task {
      case .binary: Field(name: "actual", type: .int, isRequired: true, minimum: 0, maximum: 1)
      case .multiclass: Field(name: "actual", type: .category, isRequired: true)
      case .regression: Field(name: "actual", type: .double, isRequired: true)
      }
    return EventSchema(
      fields: predictions(task).fields + [actual, .init(name: "label_time", type: .timestamp, isRequired: true)])
  }
}
