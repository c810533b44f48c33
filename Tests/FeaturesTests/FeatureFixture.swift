import Records

@testable import Features

/// A schema, rows and shorthand that the suites share.
enum FeatureFixture {
  static let schema = EventSchema(fields: [
    EventSchema.Field(name: "id", type: .string),
    EventSchema.Field(name: "ts", type: .timestamp),
    EventSchema.Field(name: "card_id", type: .string),
    EventSchema.Field(name: "amount", type: .double),
    EventSchema.Field(name: "count", type: .int),
    EventSchema.Field(name: "country", type: .category),
    EventSchema.Field(name: "merchant.kind", type: .category),
    EventSchema.Field(name: "is_online", type: .bool),
    EventSchema.Field(name: "over", type: .double),
  ])
  static let timeColumn = 1

  struct Event {
    var time: Double?
    var card: String? = "a"
    var amount: Double? = 0
    var count: Double? = 0
    var country: String? = "NO"
    var kind: String? = "food"
    var isOnline: Double? = 0
    var over: Double? = 0
  }

  static func batch(_ events: some Sequence<Event>) -> EventBatch {
    var batch = EventBatch(schema: schema)
    for event in events {
      batch.append(row: [
        .text("id"), number(event.time), text(event.card), number(event.amount), number(event.count),
        text(event.country), text(event.kind), number(event.isOnline), number(event.over),
      ])
    }
    return batch
  }

  private static func number(_ value: Double?) -> FieldValue { value.map { .number($0) } ?? .missing }

  private static func text(_ value: String?) -> FieldValue { value.map { .text($0) } ?? .missing }

  static func definitions(_ expressions: [String]) -> [FeatureDefinition] {
    expressions.enumerated().map { FeatureDefinition(name: "f\($0.offset)", expression: $0.element) }
  }

  static func program(
    _ expressions: [String], lateness: Duration = .zero, bounds: WindowBounds = WindowBounds()
  ) throws -> FeatureProgram {
    try FeatureProgram(definitions: definitions(expressions), schema: schema, lateness: lateness, bounds: bounds)
  }

  static func engine(
    _ expressions: [String], lateness: Duration = .zero, bounds: WindowBounds = WindowBounds()
  ) throws -> FeatureEngine {
    FeatureEngine(program: try program(expressions, lateness: lateness, bounds: bounds), timeColumn: timeColumn)
  }

  /// The value of an expression for one event, read through the whole engine.
  static func value(_ expression: String, _ event: Event) throws -> Float {
    var engine = try engine([expression])
    return engine.matrix(batch([event]))[0, 0]
  }
}

extension FeatureEngine {
  mutating func matrix(_ events: EventBatch) -> FeatureMatrix {
    var matrix = FeatureMatrix(layout: program.layout)
    evaluate(events, into: &matrix)
    return matrix
  }
}

extension FeatureMatrix {
  /// The rows with NaN made comparable.
  var bitPatterns: [UInt32] { values.map { $0.isNaN ? .max : $0.bitPattern } }
}
