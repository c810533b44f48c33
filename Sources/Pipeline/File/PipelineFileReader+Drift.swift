import Drift
import Records

/// The `drift:` part as far as it could be read.
struct DriftReading {
  var settings = DriftSettings()
  /// Every detector that the file names, whether or not it could be read.
  var detectorNames: [String] = []
}

extension PipelineFileReader {
  /// `drift: {window: 5000 events, detectors: {…}}`
  mutating func readDrift(_ value: PipelineFileValue, features: FeaturesReading, task: LearningTask?) -> DriftReading {
    var reading = DriftReading()
    let remedy = "give `{window: 5000 events, detectors: {<name>: {test: psi, on: features}}}`"
    guard let section = readSection(value, keys: ["window", "detectors"], remedy: remedy) else { return reading }
    if let window = section["window"].flatMap({ readWindow($0) }) { reading.settings.window = window }
    guard let value = section["detectors"] else { return reading }
    guard let table = readTable(value, remedy: "give detectors by name: `{<name>: {test: psi, on: features}}`") else {
      return reading
    }
    guard table.entries.count <= 1_000 else {
      report(value, "has \(table.entries.count) detectors", "give at most 1000")
      return reading
    }
    for (name, value) in table.entries {
      reading.detectorNames.append(name)
      if let detector = readDetector(name, value, features: features, task: task, window: reading.settings.window) {
        reading.settings.detectors.append(detector)
      }
    }
    return reading
  }

  private mutating func readWindow(_ value: PipelineFileValue) -> DriftSettings.Window? {
    let remedy = "give a count such as `5000 events` (10 to 10000000) or a duration such as `10m` (1s to 30d)"
    return readQuantity(value, "a window", remedy) { text -> DriftSettings.Window? in
      Quantity.count(text, of: "events").map { .events($0) } ?? Quantity.duration(text).map { .time($0) }
    } _: { window in
      switch window {
      case .events(let count): (10...10_000_000).contains(count)
      case .time(let duration): (.seconds(1)...(.seconds(30 * 86_400))).contains(duration)
      }
    }
  }

  private mutating func readDetector(
    _ name: String, _ value: PipelineFileValue, features: FeaturesReading, task: LearningTask?,
    window: DriftSettings.Window
  ) -> DetectorSettings? {
    if name.isEmpty || name.utf8.count > 100 || !name.unicodeScalars.allSatisfy({ Self.isNameScalar($0) || $0 == "." })
    {
      report(value, "cannot name a detector", "give a name of at most 100 letters, digits, '_', '-' and '.'")
    }
    guard let table = readTable(value, remedy: "give `{test: psi, on: features, threshold: 0.2}`") else { return nil }
    let test = readTest(in: table)
    let subject = readSubject(in: table, features: features)
    if let test, let subject { reportUnfit(test, subject, table, features: features, task: task) }
    guard let test else { return nil }
    let parameters = readParameters(of: test, in: table, window: window)
    let reference = readReference(in: table, of: test, subject: subject, window: window)
    let slices = readSlices(in: table, subject: subject, features: features)
    let maximum = readMaximumSlices(in: table)
    guard let subject else { return nil }
    let detector = DetectorSettings(
      name: name, test: test, subject: subject, parameters: parameters, reference: reference, slices: slices,
      maximumSlices: maximum ?? DetectorSettings.usualMaximumSlices)
    reportExtent(detector, table, features: features)
    return detector
  }

  private mutating func readTest(in table: PipelineFileSection) -> DriftTest? {
    guard let value = table["test"] else {
      reportMissing("test", in: table, "give \(Self.either(DriftTest.allCases.map(\.rawValue)))")
      return nil
    }
    return readChoice(value, of: DriftTest.self)
  }

  private mutating func readSubject(in table: PipelineFileSection, features: FeaturesReading) -> DriftSubject? {
    let words = DriftSubject.named.map(\.text)
    let remedy = "give \(Self.either(words + ["a feature's name"]))"
    guard let value = table["on"] else {
      reportMissing("on", in: table, remedy)
      return nil
    }
    guard let text = readText(value, remedy: remedy) else { return nil }
    let subject = DriftSubject(text)
    let names = features.definitions.map(\.name)
    if let name = subject.featureName, features.isSound, !names.contains(name) {
      let known = if case .feature = subject { words + names } else { names }
      report(
        value, "there is no feature '\(PipelineFileValue.clipped(name))'",
        Self.suggestion(for: name, among: known) ?? remedy)
      return nil
    }
    return subject
  }

  /// Reports a test that cannot look at its subject's kind of values.
  private mutating func reportUnfit(
    _ test: DriftTest, _ subject: DriftSubject, _ table: PipelineFileSection, features: FeaturesReading,
    task: LearningTask?
  ) {
    guard let value = table["on"], let layout = features.layout, let task else { return }
    if subject == .features {
      let kinds = layout.features.map { $0.kind == .numeric ? DriftSubject.Kind.number : .category }
      guard !kinds.contains(where: test.allows) else { return }
      report(value, "\(test.rawValue) can look at none of the features", "give another test")
      return
    }
    guard let kind = subject.kind(layout: layout, task: task) else {
      let lack =
        switch subject {
        case .residual: "a multiclass pipeline has no residual"
        case .unseenRate(nil): "there is no category among the features"
        case .outOfRangeRate(nil): "there is no number among the features"
        case .unseenRate(let name?): "'\(name)' is a number, whose values are not seen or unseen"
        case .outOfRangeRate(let name?): "'\(name)' is a category, which has no range"
        default: "there is no '\(subject.text)'"
        }
      let remedy =
        switch subject {
        case .residual: "give `on: loss`"
        case .unseenRate: "give out-of-range-rate, or a category feature"
        default: "give unseen-rate, or a numeric feature"
        }
      report(value, lack, remedy)
      return
    }
    guard !test.allows(kind) else { return }
    let fitting = DriftTest.allCases.filter { $0.allows(kind) }.map(\.rawValue)
    report(
      value, "\(test.rawValue) cannot look at '\(subject.text)', which is a \(kind.rawValue)",
      "use \(Self.either(fitting)), or look at something else")
  }

  private mutating func readParameters(
    of test: DriftTest, in table: PipelineFileSection, window: DriftSettings.Window
  ) -> [String: Double] {
    let reported = problems.count
    var parameters: [String: Double] = [:]
    let ownKeys = ["test", "on", "slices", "maximum_slices"] + (test.isStreaming ? [] : ["reference"])
    for (key, value) in table.entries where !ownKeys.contains(key) {
      guard let parameter = test.parameter(key) else {
        let names = test.parameters.map(\.name)
        let known = "\(test.rawValue) knows \(names.joined(separator: ", "))"
        report(
          value, "is not a parameter of \(test.rawValue)",
          test.refusal(of: key) ?? Self.suggestion(for: key, among: names + ownKeys) ?? known)
        continue
      }
      parameters[key] = readDetectorParameter(parameter, of: test, value, window: window)
    }
    if problems.count == reported, let conflict = test.conflict(in: parameters) {
      report(table.value, conflict, "change one of them")
    }
    return parameters
  }

  /// Parameters that are numbers to the tests and words to people.
  private static let words: [String: [(word: String, number: Double)]] = [
    "correction": [("none", 0), ("bonferroni", 1), ("benjamini-hochberg", 2)],
    "direction": [("down", -1), ("both", 0), ("up", 1)],
  ]

  private mutating func readDetectorParameter(
    _ parameter: DriftParameter, of test: DriftTest, _ value: PipelineFileValue, window: DriftSettings.Window
  ) -> Double? {
    if let words = Self.words[parameter.name], let text = value.text, Quantity.number(text) == nil {
      if let match = words.first(where: { $0.word == text }) { return match.number }
      report(value, "'\(PipelineFileValue.clipped(text))' is not known", "give \(Self.either(words.map(\.word)))")
      return nil
    }
    if parameter.name == "false_alarm_every" {
      return test.isStreaming
        ? readFalseAlarmCount(parameter, value, window: window)
        : readFalseAlarmInterval(parameter, value, window: window)
    }
    return readParameter(value, in: parameter.range, isWhole: parameter.isWhole, purpose: parameter.purpose)
  }

  /// `1000 windows`, or `30d` where a window lasts a time: in windows.
  private mutating func readFalseAlarmInterval(
    _ parameter: DriftParameter, _ value: PipelineFileValue, window: DriftSettings.Window
  ) -> Double? {
    let remedy: String
    switch window {
    case .events: remedy = "give windows, such as `1000 windows`; at least \(Int(parameter.range.lowerBound))"
    case .time: remedy = "give `1000 windows` or a duration such as `30d`; at least two windows"
    }
    return readQuantity(value, "such an interval", remedy) { text -> Double? in
      if let windows = Quantity.count(text, of: "windows").map(Double.init) ?? Quantity.number(text) { return windows }
      guard case .time(let length) = window else { return nil }
      return Quantity.duration(text).map { $0 / length }
    } _: {
      parameter.range.contains($0)
    }
  }

  /// `1000000 events`, of a test that looks at each value; `200 windows` where a window is a count of events: in events.
  private mutating func readFalseAlarmCount(
    _ parameter: DriftParameter, _ value: PipelineFileValue, window: DriftSettings.Window
  ) -> Double? {
    let remedy = "give events, such as `1000000 events`; at least \(Int(parameter.range.lowerBound))"
    return readQuantity(value, "such an interval", remedy) { text -> Double? in
      if let events = Quantity.count(text, of: "events").map(Double.init) ?? Quantity.number(text) { return events }
      guard case .events(let rows) = window else { return nil }
      return Quantity.count(text, of: "windows").map { Double($0) * Double(rows) }
    } _: {
      parameter.range.contains($0)
    }
  }
}
