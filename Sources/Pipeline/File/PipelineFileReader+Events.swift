import Records

/// The `events:` part as far as it could be read.
struct EventsReading {
  var idField = ""
  var timeField = ""
  var fields: [EventSchema.Field] = []
  /// Whether the fields are as the file says, so that what refers to them can be judged.
  var isSound = true

  var schema: EventSchema { EventSchema(fields: fields) }
  /// - Precondition: the reading is sound.
  var settings: EventSettings { EventSettings(idField: idField, timeField: timeField, schema: schema) }
}

extension PipelineFileReader {
  private static let eventsRemedy = "give `{id: <field>, time: <field>, schema: {<field>: <type>, …}}`"
  private static let fieldRemedy =
    "give a type (\(either(EventSchema.FieldType.allCases.map(\.rawValue)))) or a table such as `{type: double, min: 0}`"
  private static let fieldKeys = ["type", "required", "min", "max", "coerce", "unit", "path"]

  mutating func readEvents(in file: PipelineFileSection) -> EventsReading? {
    guard let value = file[part: .events] else {
      reportMissing(PipelinePart.events.rawValue, in: file, Self.eventsRemedy)
      return nil
    }
    guard let section = readSection(value, keys: ["id", "time", "schema"], remedy: Self.eventsRemedy) else {
      return nil
    }
    let reported = problems.count
    var events = EventsReading()
    readSchema(in: section, into: &events)
    events.isSound = problems.count == reported
    let why = ["id": "the event's name", "time": "the moment it happened"]
    events.idField = readRole("id", as: .string, why["id"]!, in: section, &events) ?? ""
    events.timeField = readRole("time", as: .timestamp, why["time"]!, in: section, &events) ?? ""
    events.isSound = problems.count == reported
    return events
  }

  // MARK: Fields

  private mutating func readSchema(in section: PipelineFileSection, into events: inout EventsReading) {
    let remedy = "give the fields with their types: `{id: string, ts: timestamp, amount: double}`"
    guard let value = section["schema"] else { return reportMissing("schema", in: section, remedy) }
    guard let table = readTable(value, remedy: remedy) else { return }
    guard (1...2_000).contains(table.entries.count) else {
      return report(value, "has \(table.entries.count) fields", "give 1 to 2000")
    }
    for (name, value) in table.entries {
      guard let field = readField(name, value) else { continue }
      if let other = events.fields.first(where: { $0.path == field.path }) {
        report(value, "reads the same place as the field '\(other.name)'", "keep one of them")
      }
      events.fields.append(field)
    }
  }

  private mutating func readField(_ name: String, _ value: PipelineFileValue) -> EventSchema.Field? {
    guard case .scalar = value.node else { return readDetailedField(name, value) }
    if value.text == nil {
      report(value, "has no type", Self.fieldRemedy)
      return nil
    }
    guard let type = readChoice(value, of: EventSchema.FieldType.self) else { return nil }
    guard let path = readPath(name, value) else { return nil }
    return EventSchema.Field(name: name, path: path, type: type)
  }

  private mutating func readDetailedField(_ name: String, _ value: PipelineFileValue) -> EventSchema.Field? {
    guard let section = readSection(value, keys: Self.fieldKeys, remedy: Self.fieldRemedy) else { return nil }
    guard let typeValue = section["type"] else {
      reportMissing("type", in: section, Self.fieldRemedy)
      return nil
    }
    guard let type = readChoice(typeValue, of: EventSchema.FieldType.self),
      let path = readPath(
        section["path"].map { readText($0, remedy: "give a path such as card.id") ?? "" } ?? name, value)
    else { return nil }
    var field = EventSchema.Field(name: name, path: path, type: type)
    field.isRequired = section["required"].flatMap { readFlag($0) } ?? false
    readCoercion(section["coerce"], &field)
    readBounds(section, &field)
    readUnit(section["unit"], &field)
    return field
  }

  /// `card.id` as the keys to follow.
  private mutating func readPath(_ text: String, _ value: PipelineFileValue) -> [String]? {
    let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if keys.allSatisfy({ !$0.isEmpty }), keys.count <= 16, text.utf8.count <= 256 { return keys }
    report(
      value, "'\(PipelineFileValue.clipped(text))' is no path to a field", "give keys joined by '.', such as card.id")
    return nil
  }

  private mutating func readCoercion(_ value: PipelineFileValue?, _ field: inout EventSchema.Field) {
    guard let value, let coerces = readFlag(value) else { return }
    guard field.type.canCoerce || !coerces else {
      return report(value, "does not apply to a \(field.type.rawValue), which takes numbers anyway", "remove it")
    }
    field.coercesText = coerces
  }

  private mutating func readBounds(_ section: PipelineFileSection, _ field: inout EventSchema.Field) {
    for key in ["min", "max"] {
      guard let value = section[key] else { continue }
      guard field.type == .double || field.type == .int else {
        report(value, "does not apply to a \(field.type.rawValue)", "remove it; bounds are for double and int")
        continue
      }
      let bound = readNumber(value)
      if key == "min" { field.minimum = bound } else { field.maximum = bound }
    }
    if let minimum = field.minimum, let maximum = field.maximum, minimum > maximum, let value = section["max"] {
      report(value, "is below min", "give max at least \(CanonicalValue.number(minimum).json)")
    }
  }

  private mutating func readUnit(_ value: PipelineFileValue?, _ field: inout EventSchema.Field) {
    guard let value else { return }
    guard field.type == .timestamp else {
      return report(value, "does not apply to a \(field.type.rawValue)", "remove it; units are for timestamps")
    }
    switch value.text {
    case "s", "seconds": field.timeUnit = .seconds
    case "ms", "milliseconds": field.timeUnit = .milliseconds
    default: report(value, "is \(value.summary)", "give ms or s")
    }
  }

  // MARK: The id and the time

  /// The field that `key` names; it must be of the type, and is required whether or not it says so.
  private mutating func readRole(
    _ key: String, as type: EventSchema.FieldType, _ purpose: String, in section: PipelineFileSection,
    _ events: inout EventsReading
  ) -> String? {
    let remedy = "name the field of the schema that holds \(purpose)"
    guard let value = section[key] else {
      reportMissing(key, in: section, remedy)
      return nil
    }
    guard let name = readText(value, remedy: remedy) else { return nil }
    guard let column = events.fields.firstIndex(where: { $0.name == name }) else {
      if events.isSound { reportUnknownField(name, value, events) }
      return nil
    }
    guard events.fields[column].type == type else {
      report(value, "'\(name)' is a \(events.fields[column].type.rawValue)", "name a \(type.rawValue) of the schema")
      return nil
    }
    events.fields[column].isRequired = true
    return name
  }

  mutating func reportUnknownField(_ name: String, _ value: PipelineFileValue, _ events: EventsReading) {
    let names = events.fields.map(\.name)
    let known = "the schema has \(names.prefix(20).joined(separator: ", "))\(names.count > 20 ? ", …" : "")"
    report(
      value, "the schema has no field '\(PipelineFileValue.clipped(name))'",
      Self.suggestion(for: name, among: names) ?? known)
  }
}

extension EventSchema.FieldType {
  /// Whether `coerce` says anything about the type: text types take numbers as they are.
  var canCoerce: Bool { isNumeric }
}
