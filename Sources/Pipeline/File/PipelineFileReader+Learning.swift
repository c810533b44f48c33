import Records
import Training

extension PipelineFileReader {
  // MARK: Model

  /// `model: {algorithm: gbdt, trees: 100}`
  mutating func readModel(_ value: PipelineFileValue) -> ModelSettings {
    let usual = ModelSettings(algorithm: .gbdt)
    guard let table = readTable(value, remedy: "give a table such as `{algorithm: gbdt, trees: 100}`") else {
      return usual
    }
    guard let algorithmValue = table["algorithm"] else {
      let names = ModelSettings.Algorithm.allCases.map(\.rawValue)
      reportMissing("algorithm", in: table, "give \(Self.either(names))")
      return usual
    }
    guard let algorithm = readChoice(algorithmValue, of: ModelSettings.Algorithm.self) else { return usual }
    var settings = ModelSettings(algorithm: algorithm)
    for (key, value) in table.entries where key != "algorithm" {
      guard let parameter = algorithm.parameter(key) else {
        let names = algorithm.parameters.map(\.name)
        let known = "\(algorithm.rawValue) knows \(names.joined(separator: ", "))"
        report(value, "is not a parameter of \(algorithm.rawValue)", Self.suggestion(for: key, among: names) ?? known)
        continue
      }
      settings.parameters[key] = readParameter(
        value, in: parameter.allowed, isWhole: parameter.isWhole, purpose: parameter.summary)
    }
    return settings
  }

  // MARK: Training

  /// `training: {examples: 50000, holdout: 20%, first_model_after: 2000, seed: 7}`
  mutating func readTraining(_ value: PipelineFileValue) -> TrainingSettings {
    var settings = TrainingSettings()
    let keys = ["examples", "holdout", "first_model_after", "examples_after_drift", "refit", "seed"]
    let remedy = "give a table such as `{examples: 50000, holdout: 20%}`"
    guard let section = readSection(value, keys: keys, remedy: remedy) else { return settings }
    let counts = 20...10_000_000
    func count(_ key: String, _ reader: inout PipelineFileReader) -> Int? {
      section[key].flatMap { reader.readWholeNumber($0, in: counts, of: "examples") }
    }
    settings.examples = count("examples", &self) ?? settings.examples
    settings.firstModelAfter = count("first_model_after", &self) ?? settings.firstModelAfter
    settings.examplesAfterDrift = count("examples_after_drift", &self) ?? settings.examplesAfterDrift
    settings.holdout = section["holdout"].flatMap { readShare($0, in: 0.01...0.9) } ?? settings.holdout
    settings.refitsOnHoldout = section["refit"].flatMap { readFlag($0) } ?? settings.refitsOnHoldout
    settings.seed =
      section["seed"].flatMap { readWholeNumber($0, in: 0...Int.max, of: "") }.map(UInt64.init) ?? settings.seed
    reportSmallHoldout(section, settings)
    return settings
  }

  /// Reports a holdout that could not tell a better candidate from a worse one.
  private mutating func reportSmallHoldout(_ section: PipelineFileSection, _ settings: TrainingSettings) {
    let smallest = min(settings.firstModelAfter, settings.examplesAfterDrift, settings.examples)
    guard Double(smallest) * settings.holdout < 10 else { return }
    report(
      section["holdout"] ?? section.value, "leaves fewer than 10 of \(smallest) examples to judge a candidate by",
      "raise holdout, or the examples that a training waits for")
  }
}
