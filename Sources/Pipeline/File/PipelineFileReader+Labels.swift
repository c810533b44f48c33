import Records

extension PipelineFileReader {
  private static let labelsRemedy = "give `{value: <field>, type: binary|multiclass|regression, wait: 24h}`"

  /// `labels: {id: id, value: is_fraud, type: binary, wait: 24h, absent_means: 0}`
  mutating func readLabels(in file: PipelineFileSection, events: EventsReading?) -> LabelSettings? {
    guard let value = file[part: .labels] else {
      reportMissing(PipelinePart.labels.rawValue, in: file, Self.labelsRemedy)
      return nil
    }
    let keys = ["id", "value", "time", "type", "wait", "absent_means", "classes"]
    guard let section = readSection(value, keys: keys, remedy: Self.labelsRemedy) else { return nil }
    let id = section["id"].map { readLabelField($0) ?? "" } ?? events?.idField ?? "id"
    let field = readRequiredLabelField(in: section)
    let time = section["time"].flatMap { readLabelField($0) }
    reportSharedLabelFields(section, id: id, value: field, time: time)
    let task = readTask(in: section)
    let wait = section["wait"].flatMap { readDuration($0, in: .milliseconds(1)...Quantity.longestDuration) }
    let classes = section["classes"].flatMap { readClasses($0, task: task) }
    let absent = section["absent_means"].flatMap { readAbsent($0, task: task, classes: classes) }
    guard let field, let task else { return nil }
    return LabelSettings(
      idField: id, valueField: field, timeField: time, task: task, wait: wait ?? .seconds(86_400), absentMeans: absent,
      classes: classes)
  }

  private mutating func readRequiredLabelField(in section: PipelineFileSection) -> String? {
    guard let value = section["value"] else {
      reportMissing("value", in: section, "name the field of the label's record that holds the truth")
      return nil
    }
    return readLabelField(value)
  }

  private mutating func readLabelField(_ value: PipelineFileValue) -> String? {
    let remedy = "name a field of the label's record, such as is_fraud or event.id"
    guard let name = readText(value, remedy: remedy) else { return nil }
    let keys = name.split(separator: ".", omittingEmptySubsequences: false)
    if keys.allSatisfy({ !$0.isEmpty }), keys.count <= 16, name.utf8.count <= 256 { return name }
    report(value, "'\(PipelineFileValue.clipped(name))' is no path to a field", remedy)
    return nil
  }

  private mutating func reportSharedLabelFields(
    _ section: PipelineFileSection, id: String, value: String?, time: String?
  ) {
    if let value, value == id, let place = section["value"] {
      report(place, "'\(value)' is the id too", "name the field that holds the truth")
    }
    if let time, time == id || time == value, let place = section["time"] {
      report(place, "'\(time)' is the id or the value too", "name the field that holds the label's time, or remove it")
    }
  }

  private mutating func readTask(in section: PipelineFileSection) -> LearningTask? {
    guard let value = section["type"] else {
      reportMissing("type", in: section, "give \(Self.either(LearningTask.allCases.map(\.rawValue)))")
      return nil
    }
    return readChoice(value, of: LearningTask.self)
  }

  private mutating func readClasses(_ value: PipelineFileValue, task: LearningTask?) -> [String]? {
    let remedy = "list 2 to 1000 names, such as `[car, van, bus]`"
    guard task == nil || task == .multiclass else {
      report(value, "applies to multiclass labels only", "remove it")
      return nil
    }
    guard let list = readList(value, remedy: remedy) else { return nil }
    guard (2...1_000).contains(list.count) else {
      report(value, "lists \(list.count)", remedy)
      return nil
    }
    var names: [String] = []
    for value in list {
      guard let name = readText(value, remedy: "give a class's name") else { continue }
      if names.contains(name) {
        report(value, "'\(PipelineFileValue.clipped(name))' is listed twice", "keep one of them")
      }
      names.append(name)
    }
    return names
  }

  private mutating func readAbsent(
    _ value: PipelineFileValue, task: LearningTask?, classes: [String]?
  ) -> LabelSettings.Value? {
    switch task {
    case nil: return nil
    case .binary:
      switch value.plainText {
      case "0", "false": return .number(0)
      case "1", "true": return .number(1)
      default:
        report(value, "is \(value.summary)", "give 0 or 1, what a label that never comes means")
        return nil
      }
    case .regression:
      return readNumber(value).map { .number($0) }
    case .multiclass:
      guard let name = readText(value, remedy: "give a class's name") else { return nil }
      if let classes, !classes.contains(name) {
        let remedy = Self.suggestion(for: name, among: classes) ?? "give \(Self.either(Array(classes.prefix(20))))"
        report(value, "'\(PipelineFileValue.clipped(name))' is not one of the classes", remedy)
      }
      return .className(name)
    }
  }
}
