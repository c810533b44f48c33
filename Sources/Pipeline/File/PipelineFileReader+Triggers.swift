import Drift

extension PipelineFileReader {
  private static let triggerRemedy = "give `{name: <name>, on: <detector>, do: retrain}`"
  private static let conditionRemedy = "give one of `on: <detector>`, `every: 24h` or `after: 2000 examples`"

  /// `triggers: [{name: concept-drift, on: error-rise, do: retrain}]`
  mutating func readTriggers(_ value: PipelineFileValue, detectors: [String]) -> [TriggerSettings] {
    guard let list = readList(value, remedy: "list triggers: `[\(Self.triggerRemedy)]`") else { return [] }
    guard list.count <= 1_000 else {
      report(value, "has \(list.count) triggers", "give at most 1000")
      return []
    }
    var triggers: [TriggerSettings] = []
    var names: Set<String> = []
    for item in list {
      let keys = ["name", "on", "times", "every", "after", "do"]
      guard let section = readSection(item, keys: keys, remedy: Self.triggerRemedy) else { continue }
      let name = readTriggerName(in: section, taken: &names)
      let condition = readCondition(in: section, detectors: detectors)
      let action = readAction(in: section)
      reportIdleAlert(section, condition, action)
      guard let name, let condition, let action else { continue }
      triggers.append(TriggerSettings(name: name, condition: condition, action: action))
    }
    return triggers
  }

  private mutating func readTriggerName(in section: PipelineFileSection, taken: inout Set<String>) -> String? {
    guard let value = section["name"] else {
      reportMissing("name", in: section, "give a name, which retrainings are recorded under")
      return nil
    }
    let remedy = "give a name of at most 100 letters, digits, '_', '-' and '.'"
    guard let name = readText(value, remedy: remedy) else { return nil }
    guard name.utf8.count <= 100, name.unicodeScalars.allSatisfy({ Self.isNameScalar($0) || $0 == "." }) else {
      report(value, "'\(PipelineFileValue.clipped(name))' cannot name a trigger", remedy)
      return nil
    }
    guard !Self.reservedTriggerNames.contains(name) else {
      report(value, "'\(name)' is a trigger that every pipeline has", "give another name")
      return nil
    }
    guard taken.insert(name).inserted else {
      report(value, "there is another trigger '\(name)'", "give each trigger a name of its own")
      return nil
    }
    return name
  }

  /// What retrainings are recorded under that no trigger of the file set off.
  private static let reservedTriggerNames = ["manual", "first-model", "import"]

  private mutating func readCondition(
    in section: PipelineFileSection, detectors: [String]
  ) -> TriggerSettings.Condition? {
    let given = ["on", "every", "after"].filter { section[$0] != nil }
    guard given.count == 1 else {
      let wrong = given.isEmpty ? "has no condition" : "has several conditions (\(given.joined(separator: ", ")))"
      report(section.value, wrong, Self.conditionRemedy)
      return nil
    }
    if let value = section["on"] { return readDetectorCondition(value, section, detectors: detectors) }
    if let value = section["times"] { report(value, "applies to `on:` only", "remove it") }
    if let value = section["every"] {
      return readDuration(value, in: .seconds(1)...Quantity.longestDuration).map { .every($0) }
    }
    guard let value = section["after"] else { return nil }
    return readWholeNumber(value, in: 1...1_000_000_000, of: "examples").map { .after(examples: $0) }
  }

  private mutating func readDetectorCondition(
    _ value: PipelineFileValue, _ section: PipelineFileSection, detectors: [String]
  ) -> TriggerSettings.Condition? {
    if case .mapping = value.node {
      if let times = section["times"] { report(times, "applies to one detector only", "give `within:` beside `of:`") }
      return readCombination(value, detectors: detectors).map { .combination($0) }
    }
    let times = section["times"].map { readWholeNumber($0, in: 1...1_000, of: "times") } ?? 1
    let name = readDetectorName(value, detectors: detectors)
    guard let name, let times else { return nil }
    return .detector(name, times: times)
  }

  private mutating func readDetectorName(_ value: PipelineFileValue, detectors: [String]) -> String? {
    let remedy = "name a detector of drift.detectors, or several: `{any: [<detector>, <detector>]}`"
    guard let name = readText(value, remedy: remedy) else { return nil }
    guard detectors.contains(name) else {
      let known =
        detectors.isEmpty
        ? "describe it under drift.detectors" : "give \(Self.either(Array(detectors.prefix(20))))"
      report(
        value, "there is no detector '\(PipelineFileValue.clipped(name))'",
        Self.suggestion(for: name, among: detectors) ?? known)
      return nil
    }
    return name
  }

  /// `{any: […]}`, `{all: […]}` or `{at_least: 2, of: […]}`, each with `within: 3 windows`.
  private mutating func readCombination(_ value: PipelineFileValue, detectors: [String]) -> DetectorCombination? {
    let remedy = "give `{any: [a, b]}`, `{all: [a, b]}` or `{at_least: 2, of: [a, b, c], within: 3 windows}`"
    let keys = ["any", "all", "at_least", "of", "within"]
    guard let section = readSection(value, keys: keys, remedy: remedy) else { return nil }
    let given = ["any", "all", "of"].filter { section[$0] != nil }
    guard given.count == 1, (given == ["of"]) == (section["at_least"] != nil), let list = section[given[0]] else {
      report(value, "is none of the combinations", remedy)
      return nil
    }
    let windows = section["within"].map { readWholeNumber($0, in: 1...1_000, of: "windows") } ?? 1
    let names = readDetectorNames(list, detectors: detectors)
    guard let names, let windows else { return nil }
    guard let count = section["at_least"] else {
      return DetectorCombination(atLeast: given == ["any"] ? 1 : names.count, of: names, within: windows)
    }
    return readWholeNumber(count, in: 1...names.count, of: "detectors").map {
      DetectorCombination(atLeast: $0, of: names, within: windows)
    }
  }

  private mutating func readDetectorNames(_ value: PipelineFileValue, detectors: [String]) -> [String]? {
    guard let list = readList(value, remedy: "list detectors of drift.detectors") else { return nil }
    guard (2...100).contains(list.count) else {
      let count = list.count == 1 ? "1 detector" : "\(list.count) detectors"
      report(value, "names \(count)", "name 2 to 100 detectors, or give `on: <detector>`")
      return nil
    }
    var names: [String] = []
    for item in list {
      guard let name = readDetectorName(item, detectors: detectors) else { continue }
      if names.contains(name) {
        report(item, "'\(name)' is named twice", "name each detector once")
      } else {
        names.append(name)
      }
    }
    return names.count == list.count ? names : nil
  }

  private mutating func readAction(in section: PipelineFileSection) -> TriggerSettings.Action? {
    guard let value = section["do"] else {
      reportMissing("do", in: section, "give \(Self.either(TriggerSettings.Action.allCases.map(\.rawValue)))")
      return nil
    }
    return readChoice(value, of: TriggerSettings.Action.self)
  }

  /// Reports an alert that would have nothing to tell of.
  private mutating func reportIdleAlert(
    _ section: PipelineFileSection, _ condition: TriggerSettings.Condition?, _ action: TriggerSettings.Action?
  ) {
    guard action == .alert, let condition, let value = section["do"] else { return }
    switch condition {
    case .detector, .combination: return
    case .every, .after: break
    }
    report(value, "an alert tells of a detector, and this trigger has none", "give retrain, or `on: <detector>`")
  }

  /// `retraining: {cooldown: 10m, at_most: 24 per day}`
  mutating func readRetraining(_ value: PipelineFileValue) -> RetrainingSettings {
    var settings = RetrainingSettings()
    let remedy = "give a table such as `{cooldown: 10m, at_most: 24 per day}`"
    guard let section = readSection(value, keys: ["cooldown", "at_most"], remedy: remedy) else { return settings }
    if let cooldown = section["cooldown"].flatMap({ readDuration($0, in: .zero...Quantity.longestDuration) }) {
      settings.cooldown = cooldown
    }
    if let value = section["at_most"] {
      let remedy = "give a count from 1 to 1000000 and a period: `24 per day`, `3 per hour` or `5 per 12h`"
      let rate = readQuantity(value, "a rate", remedy, Quantity.rate) {
        (1...1_000_000).contains($0.count) && $0.period > .zero
      }
      settings.budget = rate?.count
      settings.budgetPeriod = rate?.period ?? settings.budgetPeriod
    }
    return settings
  }

  /// `deployment: {strategy: immediate}`
  mutating func readDeployment(_ value: PipelineFileValue) -> DeploymentSettings {
    let available = DeploymentSettings.Strategy.allCases.filter(\.isAvailable).map(\.rawValue)
    let remedy = "give `{strategy: immediate}`"
    guard let section = readSection(value, keys: ["strategy"], remedy: remedy) else { return DeploymentSettings() }
    guard let value = section["strategy"] else { return DeploymentSettings() }
    guard let strategy = readChoice(value, of: DeploymentSettings.Strategy.self) else { return DeploymentSettings() }
    if !strategy.isAvailable {
      report(value, "\(strategy.rawValue) is not available yet", "use \(Self.either(available))")
    }
    return DeploymentSettings(strategy: strategy)
  }
}
