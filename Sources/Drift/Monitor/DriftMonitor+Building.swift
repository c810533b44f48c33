import Glibc
import Records
import Statistics

extension DriftMonitor {
  /// Makes the detectors and their windows from the settings and the reference, all of them empty.
  mutating func build() {
    windows = []
    detectors = settings.detectors.map { Detector($0, subjects: subjects($0)) }
    for index in detectors.indices {
      let settings = detectors[index].settings
      if settings.slices.isEmpty {
        addGroup(to: index, slice: nil)
      } else {
        detectors[index].tables = settings.slices.compactMap { table(of: $0, maximumCount: settings.maximumSlices) }
      }
    }
  }

  /// The table of a feature's slices, made where there is none yet; one without a value takes up what a new reference knows.
  private mutating func table(of feature: String, maximumCount: Int) -> Int? {
    let place = slices.firstIndex { $0.feature == feature && $0.maximumCount == maximumCount }
    if let place, !slices[place].isEmpty { return place }
    guard let column = layout.categoryIndices.firstIndex(where: { layout.features[$0].name == feature }) else {
      return nil
    }
    var known: CategoricalReference?
    if case .categorical(let categories) = reference?[.feature(feature)] { known = categories }
    let table = SliceTable(feature: feature, column: column, maximumCount: maximumCount, reference: known)
    if let place {
      slices[place] = table
      return place
    }
    slices.append(table)
    return slices.count - 1
  }

  /// Makes a detector look at a slice, where it does not yet.
  mutating func follow(_ place: SlicePlace, _ index: Int) {
    guard detectors[index].groupOfSlice[place] == nil else { return }
    detectors[index].groupOfSlice[place] = detectors[index].groups.count
    addGroup(to: index, slice: place)
  }

  private mutating func addGroup(to index: Int, slice: SlicePlace?) {
    let first = detectors[index].watches.count
    let added = makeWatches(detectors[index], slice)
    detectors[index].watches += added
    detectors[index].groups.append(
      WatchGroup(
        slice: slice.map { (slices[$0.table].feature, slices[$0.table].name($0.slot)) }, place: slice,
        watches: first..<first + added.count))
  }

  private mutating func makeWatches(_ detector: Detector, _ slice: SlicePlace?) -> [Watch] {
    let settings = detector.settings
    if detector.subjects.isEmpty {
      var watch = Watch(subject: settings.subject, source: .score)
      watch.idleReason = "the layout has no such feature for \(settings.test.rawValue)"
      return [watch]
    }
    return detector.subjects.map { subject, source in
      var watch = Watch(subject: subject, source: source)
      guard let kind = subject.kind(layout: layout, task: task) else {
        watch.idleReason = "a \(task.rawValue) pipeline has no \(subject.text)"
        return watch
      }
      guard settings.test.allows(kind) else {
        watch.idleReason = "\(settings.test.rawValue) does not look at a \(kind.rawValue)"
        return watch
      }
      if settings.test.isStreaming {
        watch.stream = makeStream(settings, subject: subject, subjectCount: detector.subjects.count)
        watch.idleReason = knowledgeGap(source, subject)
      } else {
        attachWindow(&watch, settings, subject: subject, kind: kind, slice: slice)
      }
      return watch
    }
  }

  /// Why bits cannot be made of a column; nil where they can.
  private func knowledgeGap(_ source: SubjectSource, _ subject: DriftSubject) -> String? {
    switch source {
    case .unseen(let column) where known.names[column] == nil,
      .outOfRange(let column) where known.ranges[column] == nil:
      "the reference of model \(model) does not cover \(subject.featureName ?? subject.text)"
    default: nil
    }
  }

  /// The subjects that the detector can look at; of each feature, those that its test allows.
  private func subjects(_ settings: DetectorSettings) -> [(subject: DriftSubject, source: SubjectSource)] {
    let subject = settings.subject
    switch subject {
    case .score: return [(subject, .score)]
    case .prediction: return [(subject, .prediction)]
    case .label: return [(subject, .label)]
    case .error: return [(subject, .error)]
    case .residual: return [(subject, .residual)]
    case .loss: return [(subject, .loss)]
    case .labelDelay: return [(subject, .delay)]
    case .deadLetterRate: return [(subject, .refused)]
    case .labelCoverage: return [(subject, .answered)]
    case .eventVolume: return [(subject, .volume)]
    case .features, .feature, .missingRate, .unseenRate, .outOfRangeRate:
      return layout.features.indices.compactMap { source(subject, feature: $0, for: settings.test) }
    }
  }

  /// Where a subject of a feature stands in a batch; nil where the subject is not about the feature.
  private func source(
    _ subject: DriftSubject, feature index: Int, for test: DriftTest
  ) -> (subject: DriftSubject, source: SubjectSource)? {
    let feature = layout.features[index]
    guard subject.featureName.map({ $0 == feature.name }) ?? true else { return nil }
    let column = layout.categoryIndices.firstIndex(of: index)
    let source: SubjectSource
    switch (subject, column) {
    case (.missingRate, nil): source = .missingNumber(feature: index)
    case (.missingRate, let column?): source = .missingCategory(column: column)
    case (.unseenRate, let column?): source = .unseen(column: column)
    case (.outOfRangeRate, nil): source = .outOfRange(feature: index)
    case (.unseenRate, nil), (.outOfRangeRate, _?): return nil
    case (_, let column):
      guard subject != .features || test.allows(column == nil ? .number : .category) else { return nil }
      source = column.map { .category(column: $0) } ?? .number(feature: index)
    }
    return (subject.of(feature.name), source)
  }

  /// A streaming test on many features, or slices, has its chance of a false alarm shared out among them (Bonferroni).
  private func makeStream(
    _ settings: DetectorSettings, subject: DriftSubject, subjectCount: Int
  ) -> StreamDetector {
    var parameters = settings.parameters
    let values = ParameterValues(test: settings.test, given: parameters)
    let count = Double(subjectCount * max(1, settings.slices.count * settings.maximumSlices))
    if count > 1 {
      if let interval = values.optional("false_alarm_every") {
        parameters["false_alarm_every"] = interval * count
      } else if settings.test != .pageHinkley {
        for chance in ["alpha", "delta"] {
          if let value = values.optional(chance) { parameters[chance] = value / count }
        }
      }
    }
    return StreamDetector(
      test: settings.test, parameters: parameters, range: range(subject), mean: mean(subject))
  }

  /// The range of a number's values, by itself or in the reference; nil for bits, which need no scaling, and without a reference.
  private func range(_ subject: DriftSubject) -> ClosedRange<Double>? {
    if subject == .labelDelay { return 0...max(1, Double(labelWait.milliseconds) / 1_000) }
    if subject == .residual, task == .binary { return -1...1 }
    guard subject.kind(layout: layout, task: task) == .number,
      case .numeric(let numbers) = reference.flatMap(subject.distribution)
    else { return nil }
    let finite = numbers.knots.filter(\.isFinite)
    guard let low = finite.first, let high = finite.last, low < high else { return nil }
    return Double(low)...Double(high)
  }

  /// The mean of a number or of bits in the reference; nil without one.
  private func mean(_ subject: DriftSubject) -> Double? {
    guard case .numeric(let numbers) = reference.flatMap(subject.distribution) else { return nil }
    return numbers.mean
  }

  // MARK: Windows

  private mutating func attachWindow(
    _ watch: inout Watch, _ settings: DetectorSettings, subject: DriftSubject, kind: DriftSubject.Kind,
    slice: SlicePlace?
  ) {
    if let gap = knowledgeGap(watch.source, subject) {
      watch.idleReason = reference == nil ? "model \(model) has no reference to compare with" : gap
      return
    }
    var distribution: ReferenceDistribution?
    switch settings.reference {
    case .training:
      guard let found = trainingDistribution(&watch, settings, subject) else { return }
      distribution = found
    case .ago where kind != .count:
      // What the stream alone knows is counted as bits, or against the delays that are possible.
      distribution = subject.isOfModel ? nil : streamGrid(kind)
      if subject.isOfModel {
        guard let found = trainingDistribution(&watch, settings, subject) else { return }
        distribution = found
      }
    case .ago, .first, .firstWindows: break
    }
    let lag = lag(settings.reference)
    if lag != nil { watch.idleReason = "there is no window of \(settings.reference.text) yet" }
    let identity = SubjectWindow.Identity(source: watch.source, basis: settings.reference, slice: slice)
    if let shared = windows.firstIndex(where: { $0.identity == identity }) {
      watch.window = shared
    } else {
      watch.window = windows.count
      windows.append(SubjectWindow(identity, reference: distribution, classes: classes, lag: lag))
    }
  }

  /// The subject's distribution in the model's reference; nil where there is none of the right kind, which the watch then says.
  private func trainingDistribution(
    _ watch: inout Watch, _ settings: DetectorSettings, _ subject: DriftSubject
  ) -> ReferenceDistribution? {
    guard let reference else {
      watch.idleReason = "model \(model) has no reference to compare with"
      return nil
    }
    guard let distribution = subject.distribution(in: reference) else {
      watch.idleReason = "the reference of model \(model) does not cover \(subject.text)"
      return nil
    }
    if case .categorical = distribution, !settings.test.allows(.category) {
      watch.idleReason = "\(settings.test.rawValue) compares numbers; the reference of \(subject.text) is of categories"
      return nil
    }
    if case .numeric = distribution, case .category = watch.source {
      watch.idleReason = "\(subject.text) is a category; its reference in model \(model) is of numbers"
      return nil
    }
    return distribution
  }

  /// What values of the stream's own subjects are counted against: 0 and 1, or delays from nothing to the wait.
  private func streamGrid(_ kind: DriftSubject.Kind) -> ReferenceDistribution {
    guard kind == .number else { return .bits(ones: 1, zeros: 1) }
    // Even steps of the logarithm: delays are of any size.
    let seconds = max(1, Float(labelWait.milliseconds) / 1_000)
    return ReferenceDistribution(numbers: (0...64).map { 1e-3 * powf(seconds * 1e3, Float($0) / 64) })
  }

  /// The windows from one to that which it is compared with; nil where that is not a past window.
  private func lag(_ reference: DriftReference) -> Int64? {
    guard case .ago(let duration) = reference else { return nil }
    guard case .time(let length) = self.settings.window else {
      preconditionFailure("'\(reference.text)' needs windows that last a time")
    }
    return max(1, duration.milliseconds / length.milliseconds)
  }
}
