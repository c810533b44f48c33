import Records

/// Any of the streaming tests, by its name and parameters: what `freshet detect` runs over numbers, and what a monitor
/// runs over each of its subjects.
package struct StreamDetector: Sendable {
  private enum Algorithm: Sendable {
    case adwin(ADWIN)
    case pageHinkley(PageHinkley)
    case ddm(DDM)
    case eddm(EDDM)
    case hddmA(HDDMA)
    case hddmW(HDDMW)
    case kswin(KSWIN)
    case stepd(STEPD)
    case seed(SEED)
    case likelihoodRatio(LikelihoodRatio)
    case eDetector(EDetector)
    /// While a batch runs, its test stands outside of the enum, so that it is changed in place.
    case running
  }

  private var algorithm: Algorithm
  private var low: Double
  private var scale: Double
  /// 1 for rises alone, −1 for falls alone, 0 for both.
  private let direction: Int
  /// Values taken.
  package private(set) var updates = 0
  /// Values that were not finite, which no test can weigh: they are counted and left out.
  package private(set) var ignored = 0
  /// Of the newest detection.
  package private(set) var evidence = StreamEvidence()

  /// - Parameters:
  ///   - test: a streaming test.
  ///   - parameters: its own parameters by name; those absent have their defaults.
  ///   - range: the values' range, where `low` and `high` are absent; nil leaves values as they are.
  ///   - mean: the values' mean before any change, where the parameter `mean` is absent; nil where it is not known.
  package init(
    test: DriftTest, parameters: [String: Double] = [:], range: ClosedRange<Double>? = nil, mean: Double? = nil
  ) {
    precondition(test.isStreaming, "\(test.rawValue) compares windows; a stream detector runs streaming tests")
    let values = ParameterValues(test: test, given: test.calibrated(parameters))
    direction = Int(values["direction"])
    let low = parameters["low"] ?? range?.lowerBound ?? 0
    let high = parameters["high"] ?? range?.upperBound ?? 1
    let scale = high > low ? 1 / (high - low) : 1
    let scaledMean = (parameters["mean"] ?? mean).map { ($0 - low) * scale }
    algorithm = Self.makeAlgorithm(test, values, mean: scaledMean)
    self.low = low
    self.scale = scale
  }

  /// A likelihood ratio as it is, over values as they are.
  package init(_ test: LikelihoodRatio) {
    algorithm = .likelihoodRatio(test)
    low = 0
    scale = 1
    direction = 0
  }

  private static func makeAlgorithm(_ test: DriftTest, _ values: ParameterValues, mean: Double?) -> Algorithm {
    switch test {
    case .adwin:
      .adwin(
        ADWIN(
          delta: values["delta"], clock: Int(values["clock"]), minimumSide: Int(values["min_window"]),
          grace: Int(values["grace"])))
    case .pageHinkley:
      .pageHinkley(
        PageHinkley(
          minimumCount: Int(values["min_count"]), delta: values["delta"], threshold: values["threshold"],
          forgetting: values["forgetting"], falseAlarmEvery: values.optional("false_alarm_every")))
    case .ddm:
      .ddm(
        DDM(minimumCount: Int(values["min_count"]), warning: values["warning"], threshold: values["threshold"]))
    case .eddm:
      .eddm(
        EDDM(minimumCount: Int(values["min_count"]), warning: values["warning"], threshold: values["threshold"]))
    case .hddmA: .hddmA(HDDMA(delta: values["delta"]))
    case .hddmW: .hddmW(HDDMW(delta: values["delta"], weight: values["weight"]))
    case .kswin:
      .kswin(
        KSWIN(
          alpha: values["alpha"], windowCount: Int(values["window"]), recentCount: Int(values["recent"]),
          minimumEffect: values["min_effect"]))
    case .stepd:
      .stepd(STEPD(windowCount: Int(values["window"]), alpha: values["alpha"], warning: values["warning"]))
    case .seed:
      .seed(
        SEED(
          delta: values["delta"], blockCount: Int(values["block"]), tolerance: values["tolerance"],
          growth: values["growth"], compressEvery: Int(values["compress"])))
    case .likelihoodRatio:
      .likelihoodRatio(
        LikelihoodRatio(
          falseAlarmEvery: values["false_alarm_every"], direction: Int(values["direction"]),
          scale: values["scale"], minimumSide: Int(values["min_window"])))
    case .eDetector:
      .eDetector(
        EDetector(
          falseAlarmEvery: values["false_alarm_every"], mean: mean, tolerance: values["tolerance"],
          warmup: Int(values["warmup"]), direction: Int(values["direction"])))
    case .psi, .ks, .chi2, .js, .wasserstein, .poisson: preconditionFailure("not a streaming test")
    }
  }

  /// Takes one value; true where drift is detected, and then `evidence` tells of it.
  package mutating func update(_ value: Double, at mark: Int64) -> Bool {
    withUnsafePointer(to: value) { value in
      withUnsafePointer(to: mark) { advance(over: value, stride: 1, marks: $0, from: 0, to: 1) != nil }
    }
  }

  /// Shows the test bits with this share of ones, evenly spread, as if they had come before its first value.
  mutating func warm(rate: Double, count: Int, at mark: Int64) {
    for row in 0..<count {
      let bit = (Double(row + 1) * rate).rounded(.down) - (Double(row) * rate).rounded(.down)
      _ = update(bit, at: mark)
    }
    updates = 0
    evidence = StreamEvidence()
  }

  /// The indices of `values` at which drift is detected.
  package mutating func detections(in values: [Double]) -> [Int] {
    let marks = values.indices.map { Int64($0) }
    var found: [Int] = []
    var start = 0
    while let index = advance(over: values, stride: 1, marks: marks, from: start, to: values.count) {
      found.append(index)
      start = index + 1
    }
    return found
  }

  /// Takes `values[i * stride]` for i in `start..<end`, up to and with the first detection.
  ///
  /// - Returns: where that is, or nil when all values have been taken without one.
  mutating func advance<Value: BinaryFloatingPoint>(
    over values: UnsafePointer<Value>, stride: Int, marks: UnsafePointer<Int64>, from start: Int, to end: Int
  ) -> Int? {
    switch algorithm {
    case .adwin(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .adwin(test)
      return found
    case .pageHinkley(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .pageHinkley(test)
      return found
    case .ddm(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .ddm(test)
      return found
    case .eddm(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .eddm(test)
      return found
    case .hddmA(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .hddmA(test)
      return found
    case .hddmW(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .hddmW(test)
      return found
    case .kswin(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .kswin(test)
      return found
    case .stepd(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .stepd(test)
      return found
    case .seed(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .seed(test)
      return found
    case .likelihoodRatio(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .likelihoodRatio(test)
      return found
    case .eDetector(var test):
      algorithm = .running
      let found = advance(&test, over: values, stride: stride, marks: marks, from: start, to: end)
      algorithm = .eDetector(test)
      return found
    case .running: preconditionFailure("a stream detector is not run from two places")
    }
  }

  private mutating func advance<Test: StreamingTest, Value: BinaryFloatingPoint>(
    _ test: inout Test, over values: UnsafePointer<Value>, stride: Int, marks: UnsafePointer<Int64>, from start: Int,
    to end: Int
  ) -> Int? {
    for index in start..<end {
      let value = Double(values[index * stride])
      guard value.isFinite else {
        ignored += 1
        continue
      }
      updates += 1
      if test.update((value - low) * scale, at: marks[index]), isWatched(test.evidence.direction) {
        evidence = unscaled(test.evidence)
        return index
      }
    }
    return nil
  }

  private func isWatched(_ found: Int) -> Bool { direction == 0 || found == 0 || found == direction }

  /// Means in the values' own unit; statistic and threshold stay on the test's scale.
  private func unscaled(_ evidence: StreamEvidence) -> StreamEvidence {
    var evidence = evidence
    evidence.meanBefore = evidence.meanBefore.map { $0 / scale + low }
    evidence.meanAfter = evidence.meanAfter.map { $0 / scale + low }
    return evidence
  }
}

extension StreamDetector {
  /// Writes what the test has learned, or becomes one of the same settings that has learned what is read.
  package mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&low)
    try coder.code(&scale)
    try coder.code(&updates)
    try coder.code(&ignored)
    try evidence.code(with: &coder)
    switch algorithm {
    case .adwin(var test):
      try test.code(with: &coder)
      algorithm = .adwin(test)
    case .pageHinkley(var test):
      try test.code(with: &coder)
      algorithm = .pageHinkley(test)
    case .ddm(var test):
      try test.code(with: &coder)
      algorithm = .ddm(test)
    case .eddm(var test):
      try test.code(with: &coder)
      algorithm = .eddm(test)
    case .hddmA(var test):
      try test.code(with: &coder)
      algorithm = .hddmA(test)
    case .hddmW(var test):
      try test.code(with: &coder)
      algorithm = .hddmW(test)
    case .kswin(var test):
      try test.code(with: &coder)
      algorithm = .kswin(test)
    case .stepd(var test):
      try test.code(with: &coder)
      algorithm = .stepd(test)
    case .seed(var test):
      try test.code(with: &coder)
      algorithm = .seed(test)
    case .likelihoodRatio(var test):
      try test.code(with: &coder)
      algorithm = .likelihoodRatio(test)
    case .eDetector(var test):
      try test.code(with: &coder)
      algorithm = .eDetector(test)
    case .running: preconditionFailure("a stream detector is not run from two places")
    }
  }
}
