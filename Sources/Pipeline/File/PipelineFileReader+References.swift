import Drift

/// What a detector's windows are compared with, and the slices that it looks at.
extension PipelineFileReader {
  /// Rows that a reference may gather, and numbers that a detector may keep of them: 400 MB.
  private static let maximumReferenceRows = 100_000
  private static let maximumReferenceNumbers = 100_000_000
  /// Subjects times slices of a detector.
  private static let maximumWatches = 10_000

  /// `reference: training`, `7d ago` where windows last a time, `first 10000`, or `first 20 windows` of a count.
  mutating func readReference(
    in table: PipelineFileSection, of test: DriftTest, subject: DriftSubject?, window: DriftSettings.Window
  ) -> DriftReference {
    guard !test.isStreaming else { return .training }
    if subject == .eventVolume, case .events(let rows) = window, let value = table["on"] {
      report(
        value, "a window of \(rows) events always has as many", "give windows that last a time, such as `window: 10m`")
      return .training
    }
    let remedy = referenceRemedy(subject, window, isSliced: table["slices"] != nil)
    guard let value = table["reference"] else {
      if let subject, !subject.hasTrainingReference {
        reportMissing("reference", in: table, "training knows nothing of \(subject.text); \(remedy)")
      } else if table["slices"] != nil {
        reportMissing("reference", in: table, "training is not known slice by slice; \(remedy)")
      }
      return .training
    }
    guard let text = readText(value, remedy: remedy) else { return .training }
    let words = text.split(separator: " ")
    switch (words.first, words.last) {
    case ("training", _) where words.count == 1:
      if let subject, !subject.hasTrainingReference {
        report(value, "training knows nothing of \(subject.text)", remedy)
      } else if table["slices"] != nil {
        report(value, "training is not known slice by slice", remedy)
      }
      return .training
    case ("first", _): return readFirst(words, value, subject, remedy)
    case (_, "ago"): return readPast(words, value, window, remedy)
    default:
      report(value, "is '\(PipelineFileValue.clipped(text))', not a reference", remedy)
      return .training
    }
  }

  private func referenceRemedy(
    _ subject: DriftSubject?, _ window: DriftSettings.Window, isSliced: Bool
  ) -> String {
    var words = [subject == .eventVolume ? "`first 20 windows`" : "`first 10000`"]
    if !isSliced, subject?.hasTrainingReference ?? true { words.insert("`training`", at: 0) }
    if case .time = window { words.append("`7d ago`") }
    return "give \(Self.either(words))"
  }

  /// `first 10000`, with or without `events`; `first 20 windows` of a count.
  private mutating func readFirst(
    _ words: [Substring], _ value: PipelineFileValue, _ subject: DriftSubject?, _ remedy: String
  ) -> DriftReference {
    let isOfWindows = subject == .eventVolume
    let unit = isOfWindows ? "windows" : "events"
    let count = Quantity.count(words.dropFirst().joined(separator: " "), of: unit)
    let range = isOfWindows ? 2...10_000 : 100...Self.maximumReferenceRows
    guard let count, words.count == 3 || !isOfWindows else {
      report(value, "is '\(PipelineFileValue.clipped(value.text ?? ""))', not a reference", remedy)
      return .training
    }
    guard range.contains(count) else {
      report(
        value, "\(count) is out of range", "give \(range.lowerBound) to \(range.upperBound) \(unit)")
      return .training
    }
    return isOfWindows ? .firstWindows(count) : .first(rows: count)
  }

  private mutating func readPast(
    _ words: [Substring], _ value: PipelineFileValue, _ window: DriftSettings.Window, _ remedy: String
  ) -> DriftReference {
    guard case .time(let length) = window else {
      report(
        value, "a window of events has no time of day or week",
        "give `training` or `first 10000`, or windows such as `10m`")
      return .training
    }
    let most = SeasonHistory.longestLag
    guard words.count == 2, let duration = Quantity.duration(String(words[0])), duration >= length,
      duration.milliseconds % length.milliseconds == 0, duration / length <= Double(most)
    else {
      report(
        value, "is '\(PipelineFileValue.clipped(value.text ?? ""))', not a past window",
        "\(remedy): a whole number of windows back, at most \(most)")
      return .training
    }
    return .ago(duration)
  }

  // MARK: Slices

  /// `slices: [country]`: category features.
  mutating func readSlices(
    in table: PipelineFileSection, subject: DriftSubject?, features: FeaturesReading
  ) -> [String] {
    guard let value = table["slices"] else { return [] }
    let remedy = "list category features: `[country]`"
    guard let list = readList(value, remedy: remedy) else { return [] }
    guard (1...10).contains(list.count) else {
      report(value, "names \(list.count) features", "name 1 to 10 category features")
      return []
    }
    if let subject, !subject.canBeSliced {
      report(value, "\(subject.text) is of records that have no features to slice them by", "remove it")
    }
    var names: [String] = []
    for item in list {
      guard let name = readText(item, remedy: remedy) else { continue }
      let categories = features.layout?.features.filter { $0.kind == .category }.map(\.name)
      if names.contains(name) {
        report(item, "'\(PipelineFileValue.clipped(name))' is named twice", "name each feature once")
      } else if let categories, !categories.contains(name) {
        report(
          item, "there is no category feature '\(PipelineFileValue.clipped(name))'",
          Self.suggestion(for: name, among: categories)
            ?? (categories.isEmpty ? "slices are made by category features" : "give \(Self.either(categories))"))
      } else {
        names.append(name)
      }
    }
    return names
  }

  mutating func readMaximumSlices(in table: PipelineFileSection) -> Int? {
    guard let value = table["maximum_slices"] else { return nil }
    guard table["slices"] != nil else {
      report(value, "applies to `slices:` only", "remove it")
      return nil
    }
    return readWholeNumber(value, in: 1...1_000, of: "slices")
  }

  /// Reports a detector that would follow, or keep, more than memory should be given to.
  mutating func reportExtent(_ detector: DetectorSettings, _ table: PipelineFileSection, features: FeaturesReading) {
    let subjects = detector.subject.isOfEachFeature ? features.definitions.count : 1
    let slices = detector.slices.isEmpty ? 1 : detector.slices.count * (detector.maximumSlices + 2)
    let watches = subjects * slices
    if watches > Self.maximumWatches {
      report(
        table.value, "would look at \(watches) subjects: \(subjects) in \(slices) slices",
        "look at fewer features or slices: at most \(Self.maximumWatches)")
    } else if case .first(let rows) = detector.reference, watches * rows > Self.maximumReferenceNumbers {
      report(
        table.value, "would keep \(watches * rows) values for its reference",
        "give fewer first rows, features or slices: at most \(Self.maximumReferenceNumbers)")
    }
  }
}
