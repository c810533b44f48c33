import Drift
import Features
import Records

/// The `features:` part as far as it could be read.
struct FeaturesReading {
  var definitions: [FeatureDefinition] = []
  /// Whether the definitions are as the file says, so that what refers to them can be judged.
  var isSound = false
  /// What the features compute; nil where a problem keeps them from being compiled.
  var layout: FeatureLayout?
}

extension PipelineFileReader {
  private static let featuresRemedy = "list fields and named expressions: `[amount, {log_amount: log1p(amount)}]`"

  /// `feature_options: {lateness: 1m, maximum_keys: 1000000}`
  mutating func readFeatureOptions(_ value: PipelineFileValue) -> FeatureSettings {
    let usual = FeatureSettings()
    let keys = ["lateness", "maximum_keys", "maximum_entries_per_key", "maximum_entries", "maximum_distinct_values"]
    let remedy = "give a table such as `{lateness: 1m, maximum_keys: 1000000}`"
    guard let section = readSection(value, keys: keys, remedy: remedy) else { return usual }
    let lateness = section["lateness"].flatMap { readDuration($0, in: .zero...(.seconds(30 * 86_400))) }
    var bounds = usual.bounds
    func read(_ key: String, _ bound: inout Int, in range: ClosedRange<Int>, _ reader: inout PipelineFileReader) {
      if let value = section[key] { bound = reader.readWholeNumber(value, in: range, of: "keys") ?? bound }
    }
    read("maximum_keys", &bounds.maximumKeys, in: 1...100_000_000, &self)
    read("maximum_entries_per_key", &bounds.maximumEntriesPerKey, in: 4...(1 << 20), &self)
    read("maximum_entries", &bounds.maximumEntries, in: 1_024...(1 << 32), &self)
    read("maximum_distinct_values", &bounds.maximumDistinctValues, in: 1...(1 << 20), &self)
    return FeatureSettings(lateness: lateness ?? usual.lateness, bounds: bounds)
  }

  /// `features: [amount, {log_amount: log1p(amount)}]`
  mutating func readFeatures(
    in file: PipelineFileSection, events: EventsReading?, options: FeatureSettings
  ) -> FeaturesReading {
    guard let value = file[part: .features] else {
      reportMissing(PipelinePart.features.rawValue, in: file, Self.featuresRemedy)
      return FeaturesReading()
    }
    guard let list = readList(value, remedy: Self.featuresRemedy) else { return FeaturesReading() }
    guard (1...2_000).contains(list.count) else {
      report(value, "has \(list.count) features", "give 1 to 2000")
      return FeaturesReading()
    }
    let reported = problems.count
    var features = FeaturesReading()
    var places: [PipelineFileValue] = []
    for item in list {
      guard let (definition, place) = readFeature(item, events: events) else { continue }
      if features.definitions.contains(where: { $0.name == definition.name }) {
        report(place, "there is another feature '\(definition.name)'", "give each feature a name of its own")
      }
      features.definitions.append(definition)
      places.append(place)
    }
    features.isSound = problems.count == reported
    if features.isSound, let events, events.isSound {
      features.layout = compile(features.definitions, places, schema: events.schema, options)
    }
    return features
  }

  /// What the features compute; what is wrong with an expression is reported at the feature's line.
  private mutating func compile(
    _ definitions: [FeatureDefinition], _ places: [PipelineFileValue], schema: EventSchema, _ options: FeatureSettings
  ) -> FeatureLayout? {
    do {
      return try FeatureProgram(
        definitions: definitions, schema: schema, lateness: options.lateness, bounds: options.bounds
      ).layout
    } catch {
      for error in error.errors {
        let (problem, remedy) = Self.parts(of: error.message)
        report(places[error.definition], "column \(error.column): \(problem)", remedy)
      }
      return nil
    }
  }

  /// The feature language's messages end with what would be right, where it can be told.
  private static func parts(of message: String) -> (problem: String, remedy: String) {
    let ends = ["; ", ": "].compactMap { message.firstRange(of: $0) }
    guard let end = ends.min(by: { $0.lowerBound < $1.lowerBound }) else {
      return (message, "correct the expression there")
    }
    return (String(message[..<end.lowerBound]), String(message[end.upperBound...]))
  }

  private mutating func readFeature(
    _ item: PipelineFileValue, events: EventsReading?
  ) -> (FeatureDefinition, PipelineFileValue)? {
    if case .mapping = item.node { return readNamedFeature(item) }
    guard let name = readText(item, remedy: Self.featuresRemedy) else { return nil }
    if let events, events.isSound, events.schema.column(name) == nil {
      if name.unicodeScalars.allSatisfy({ Self.isNameScalar($0) || $0 == "." }) {
        reportUnknownField(name, item, events)
      } else {
        report(item, "is an expression without a name", "name it: `- my_feature: \(PipelineFileValue.clipped(name))`")
      }
      return nil
    }
    return isFeatureName(name, item) ? (FeatureDefinition(name: name, expression: name), item) : nil
  }

  private mutating func readNamedFeature(_ item: PipelineFileValue) -> (FeatureDefinition, PipelineFileValue)? {
    guard let table = readTable(item, remedy: Self.featuresRemedy) else { return nil }
    guard table.entries.count == 1, let (name, value) = table.entries.first else {
      report(item, "has \(table.entries.count) names", "begin each feature with a dash of its own")
      return nil
    }
    let place = PipelineFileValue(
      node: value.node, path: "features.\(PipelineFileValue.clipped(name))", keyLine: value.line)
    let expression = readText(place, remedy: "give an expression such as log1p(amount)")
    guard isFeatureName(name, place), let expression else { return nil }
    return (FeatureDefinition(name: name, expression: expression), place)
  }

  private mutating func isFeatureName(_ name: String, _ place: PipelineFileValue) -> Bool {
    let remedy = "give a name of at most 100 letters, digits, '_', '-' and '.'"
    guard name.utf8.count <= 100, !name.isEmpty,
      name.unicodeScalars.allSatisfy({ Self.isNameScalar($0) || $0 == "." })
    else {
      report(place, "'\(PipelineFileValue.clipped(name))' cannot name a feature", remedy)
      return false
    }
    guard case .feature = DriftSubject(name) else {
      report(place, "'\(name)' is what a detector calls something else", "give the feature another name")
      return false
    }
    return true
  }
}
