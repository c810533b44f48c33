import Records
import Statistics

extension DriftMonitor {
  /// Makes the detectors and their windows from the settings and the reference, all of them empty.
  mutating func build() {
    windows = []
    detectors = settings.detectors.map { Detector($0, watches: []) }
    for index in detectors.indices { detectors[index].watches = makeWatches(detectors[index].settings) }
  }

  private mutating func makeWatches(_ settings: DetectorSettings) -> [Watch] {
    let subjects = self.subjects(settings)
    if subjects.isEmpty {
      var watch = Watch(subject: settings.subject.text, source: .score)
      watch.idleReason = "the layout has no such feature for \(settings.test.rawValue)"
      return [watch]
    }
    return subjects.map { subject, source in
      var watch = Watch(subject: subject.text, source: source)
      if let kind = subject.kind(layout: layout, task: task), !settings.test.allows(kind) {
        watch.idleReason = "\(settings.test.rawValue) does not look at a \(kind.rawValue)"
        return watch
      }
      if settings.test.isStreaming {
        watch.stream = makeStream(settings, subject: subject, subjectCount: subjects.count)
      } else {
        attachWindow(&watch, settings, subject: subject)
      }
      return watch
    }
  }

  /// The subjects that the detector can look at; of `features`, those that its test allows.
  private func subjects(_ settings: DetectorSettings) -> [(DriftSubject, SubjectSource)] {
    switch settings.subject {
    case .score: [(.score, .score)]
    case .prediction: [(.prediction, .prediction)]
    case .label: [(.label, .label)]
    case .error: [(.error, .error)]
    case .feature(let name): featureSources { $0.name == name }
    case .features: featureSources { settings.test.allows($0.kind == .numeric ? .number : .category) }
    }
  }

  private func featureSources(
    where isWanted: (FeatureLayout.Feature) -> Bool
  ) -> [(DriftSubject, SubjectSource)] {
    let categories = layout.categoryIndices
    return layout.features.indices.filter { isWanted(layout.features[$0]) }.map { index in
      let source = categories.firstIndex(of: index).map { SubjectSource.category(column: $0) }
      return (.feature(layout.features[index].name), source ?? .number(feature: index))
    }
  }

  /// A streaming test on many features has its chance of a false alarm shared out among them (Bonferroni).
  private func makeStream(
    _ settings: DetectorSettings, subject: DriftSubject, subjectCount: Int
  ) -> StreamDetector {
    var parameters = settings.parameters
    let values = ParameterValues(test: settings.test, given: parameters)
    if subjectCount > 1 {
      for chance in ["alpha", "delta"] where settings.test != .pageHinkley {
        if let value = values.optional(chance) { parameters[chance] = value / Double(subjectCount) }
      }
      if let interval = values.optional("false_alarm_every") {
        parameters["false_alarm_every"] = interval * Double(subjectCount)
      }
    }
    return StreamDetector(
      test: settings.test, parameters: parameters, range: range(subject), mean: mean(subject))
  }

  /// The range of a number's values in the reference; nil for bits, which need no scaling, and without a reference.
  private func range(_ subject: DriftSubject) -> ClosedRange<Double>? {
    guard subject.kind(layout: layout, task: task) == .number, let profileSubject = subject.profileSubject,
      case .numeric(let numbers) = reference?[profileSubject]
    else { return nil }
    let finite = numbers.knots.filter(\.isFinite)
    guard let low = finite.first, let high = finite.last, low < high else { return nil }
    return Double(low)...Double(high)
  }

  /// The mean of a number or of bits in the reference; nil without one.
  private func mean(_ subject: DriftSubject) -> Double? {
    guard let profileSubject = subject.profileSubject, case .numeric(let numbers) = reference?[profileSubject] else {
      return nil
    }
    return numbers.mean
  }

  private mutating func attachWindow(_ watch: inout Watch, _ settings: DetectorSettings, subject: DriftSubject) {
    guard let reference else {
      watch.idleReason = "model \(model) has no reference to compare with"
      return
    }
    guard let profileSubject = subject.profileSubject, let distribution = reference[profileSubject] else {
      watch.idleReason = "the reference of model \(model) does not cover \(subject.text)"
      return
    }
    if case .categorical = distribution, !settings.test.allows(.category) {
      watch.idleReason = "\(settings.test.rawValue) compares numbers; the reference of \(subject.text) is of categories"
      return
    }
    if case .numeric = distribution, case .category = watch.source {
      watch.idleReason = "\(subject.text) is a category; its reference in model \(model) is of numbers"
      return
    }
    let values = ParameterValues(test: settings.test, given: settings.parameters)
    watch.test = WindowTest(values, reference: distribution)
    let lag = lag(settings.reference)
    if lag != nil { watch.idleReason = "there is no window of \(settings.reference.text) yet" }
    if let shared = windows.firstIndex(where: { $0.source == watch.source && $0.lag == lag }) {
      watch.window = shared
    } else {
      watch.window = windows.count
      windows.append(
        SubjectWindow(
          subject: subject.text, source: watch.source, reference: distribution, classes: classes, lag: lag))
    }
  }

  /// The windows from one to that which it is compared with; nil where that is the training's distribution.
  private func lag(_ reference: DriftReference) -> Int64? {
    guard case .ago(let duration) = reference else { return nil }
    guard case .time(let length) = self.settings.window else {
      preconditionFailure("'\(reference.text)' needs windows that last a time")
    }
    return max(1, duration.milliseconds / length.milliseconds)
  }

  /// Takes over the past of features, which is theirs whatever model answers.
  mutating func keepHistories(of old: [SubjectWindow]) {
    for index in windows.indices where windows[index].lag != nil && windows[index].source.isFeature {
      let (source, lag) = (windows[index].source, windows[index].lag)
      guard let same = old.firstIndex(where: { $0.source == source && $0.lag == lag }) else { continue }
      windows[index] = old[same]
      windows[index].removeAll()
    }
  }
}
