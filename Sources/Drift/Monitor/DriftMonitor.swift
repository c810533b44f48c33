import Records
import Statistics

/// Watches the predictions and the examples of one pipeline for drift: all detectors of its file, as one pure value.
///
/// Rows come in batches; where a batch ends makes no difference to what is found. A copy goes on as the original would have.
/// Window tests compare with the live model's reference and idle without one; streaming tests need none. One value
/// is used from one thread.
package struct DriftMonitor: Sendable {
  package private(set) var settings: DriftSettings
  package let layout: FeatureLayout
  package let task: LearningTask
  package let pipeline: String
  /// The model that answers; its reference is what windows are compared with.
  package private(set) var model = ModelVersion.prior

  var reference: ReferenceProfile?
  var classes: [String] = []
  var detectors: [Detector] = []
  var windows: [SubjectWindow] = []
  var predictionClock: WindowClock
  var exampleClock: WindowClock
  var alerts: [Alert] = []
  var firings: [DetectorFiring] = []
  /// Windows of predictions that have closed.
  var closedWindowCount = 0
  /// The largest event time seen.
  var now: Int64 = 0
  /// The largest event time among the predictions seen, and among the examples.
  private var latestPrediction = Int64.min
  private var latestExample = Int64.min
  /// Predictions or labels as the other kind of number, while a batch is observed.
  private var scratchClasses: [Int32] = []
  private var scratchNumbers: [Float] = []

  /// - Parameter settings: as a pipeline file carries them, checked by `DriftTest.parameters`, `allows` and `conflict`.
  package init(settings: DriftSettings, layout: FeatureLayout, task: LearningTask, pipeline: String) {
    self.settings = settings
    self.layout = layout
    self.task = task
    self.pipeline = pipeline
    predictionClock = WindowClock(policy: settings.window)
    exampleClock = WindowClock(policy: settings.window)
    build()
  }

  /// Another model answers from here on: windows start anew against its own reference, streaming tests start anew, and open
  /// episodes are resolved, since what they found was found against the old one.
  ///
  /// - Parameters:
  ///   - reference: nil for a model that was not trained.
  ///   - classes: the names of the class indices that predictions and labels come as.
  package mutating func rebase(
    reference: ReferenceProfile?, model: ModelVersion, classes: [String] = ["0", "1"]
  ) {
    resolveAll(because: "model \(model) answers now")
    self.reference = reference
    self.model = model
    self.classes = classes
    predictionClock = WindowClock(policy: settings.window)
    exampleClock = WindowClock(policy: settings.window)
    let old = windows
    build()
    keepHistories(of: old)
    warmErrorDetectors()
  }

  /// Takes other settings while running. Detectors whose settings are the same go on where they stand; with another
  /// window, those of windows start anew.
  package mutating func reconfigure(_ settings: DriftSettings) {
    let old = detectors
    let oldWindows = windows
    let keepsWindows = settings.window == self.settings.window
    let kept = settings.detectors.filter { new in
      old.contains { $0.settings == new } && (keepsWindows || new.test.isStreaming)
    }
    for index in detectors.indices where !kept.contains(detectors[index].settings) {
      resolve(detector: index, because: "the detector was taken out of the configuration or changed")
    }
    self.settings = settings
    build()
    if !keepsWindows {
      predictionClock = WindowClock(policy: settings.window)
      exampleClock = WindowClock(policy: settings.window)
    } else {
      for index in windows.indices {
        if let same = oldWindows.first(where: {
          $0.source == windows[index].source && $0.lag == windows[index].lag
        }) {
          windows[index] = same
        }
      }
    }
    for index in detectors.indices where kept.contains(detectors[index].settings) {
      guard var same = old.first(where: { $0.settings == detectors[index].settings }) else { continue }
      for watch in same.watches.indices { same.watches[watch].window = detectors[index].watches[watch].window }
      detectors[index] = same
    }
  }

  /// The alerts since the last call, in order.
  package mutating func takeAlerts() -> [Alert] {
    defer { alerts.removeAll() }
    return alerts
  }

  /// What triggers count by, since the last call, in order.
  package mutating func takeFirings() -> [DetectorFiring] {
    defer { firings.removeAll() }
    return firings
  }

  /// Where each detector stands with each of its subjects.
  package var states: [DetectorState] {
    detectors.flatMap { detector in
      detector.watches.map { watch in
        DetectorState(
          detector: detector.settings.name, test: detector.settings.test, subject: watch.subject,
          statistic: watch.statistic, threshold: watch.threshold, pValue: watch.pValue,
          isFiring: watch.episode != nil,
          observations: watch.stream?.updates ?? watch.window.map { windows[$0].rowCount } ?? 0,
          idleReason: watch.idleReason)
      }
    }
  }

  /// The newest figures of an episode that is open, by its id; nil when it is over.
  package func openEpisode(_ alertID: String) -> Alert? {
    for detector in detectors {
      for watch in detector.watches {
        if let alert = watch.episode?.alert, alert.alertID == alertID { return alert }
      }
    }
    return nil
  }

  // MARK: Observing

  /// Takes predictions of the live model.
  ///
  /// - Parameters:
  ///   - matrix: vectors of the layout.
  ///   - rows: those of the matrix that the other columns belong to, in order.
  ///   - scores: the probability of class 1, of the predicted class, or the value.
  ///   - classes: indices of the predicted classes; not read for a regression.
  ///   - times: event times, in milliseconds.
  package mutating func observePredictions(
    _ matrix: FeatureMatrix, rows: Range<Int>, scores: UnsafeBufferPointer<Float>,
    classes: UnsafeBufferPointer<Int32>, times: UnsafeBufferPointer<Int64>
  ) {
    precondition(matrix.width == layout.count, "vectors are of the monitor's layout")
    precondition(scores.count == rows.count && times.count == rows.count, "each row has its score and its time")
    guard !rows.isEmpty else { return }
    var numbers = scratchNumbers
    scratchNumbers = []
    numbers.removeAll(keepingCapacity: true)
    if task != .regression { for value in classes { numbers.append(Float(value)) } }
    matrix.values.withUnsafeBufferPointer { values in
      numbers.withUnsafeBufferPointer { numbers in
        var batch = SubjectBatch(times: times)
        batch.firstRow = rows.lowerBound
        batch.features = values.baseAddress.map { $0 + rows.lowerBound * matrix.width }
        batch.width = matrix.width
        batch.categories = matrix.categories
        batch.scores = scores.baseAddress
        batch.predictions = task == .regression ? scores.baseAddress : numbers.baseAddress
        batch.predictedClasses = task == .regression ? nil : classes
        observe(batch, withPredictions: true)
      }
    }
    scratchNumbers = numbers
  }

  /// Takes examples: predictions of the live model whose labels came.
  ///
  /// - Parameters:
  ///   - labels: class indices (-1 for a class that the model does not know), or values of a regression.
  ///   - errors: 1 where the prediction was wrong, 0 where right; absolute errors of a regression.
  ///   - times: event times, in milliseconds.
  package mutating func observeExamples(
    labels: UnsafeBufferPointer<Float>, errors: UnsafeBufferPointer<Float>, times: UnsafeBufferPointer<Int64>
  ) {
    precondition(labels.count == times.count && errors.count == times.count, "each row has its label, error and time")
    guard !times.isEmpty else { return }
    var classes = scratchClasses
    scratchClasses = []
    classes.removeAll(keepingCapacity: true)
    if task != .regression { for label in labels { classes.append(Int32(exactly: label) ?? -1) } }
    classes.withUnsafeBufferPointer { classes in
      var batch = SubjectBatch(times: times)
      batch.labels = labels.baseAddress
      batch.labelClasses = task == .regression ? nil : classes
      batch.errors = errors.baseAddress
      observe(batch, withPredictions: false)
    }
    scratchClasses = classes
  }

  private mutating func observe(_ batch: SubjectBatch, withPredictions: Bool) {
    var start = 0
    while start < batch.times.count {
      let taken =
        withPredictions
        ? predictionClock.take(batch.times, from: start) : exampleClock.take(batch.times, from: start)
      if taken.end > start {
        now = max(now, withPredictions ? predictionClock.to : exampleClock.to)
        runStreams(batch, rows: start..<taken.end, withPredictions: withPredictions)
        for index in windows.indices where windows[index].source.comesWithPredictions == withPredictions {
          windows[index].observe(batch, rows: start..<taken.end)
        }
      }
      if taken.closes { closeWindow(withPredictions: withPredictions) }
      start = taken.end
    }
  }

  private mutating func noteLatest(_ time: Int64, withPredictions: Bool) {
    if withPredictions { latestPrediction = time } else { latestExample = time }
  }

  /// A detection is dated by the newest event seen up to it: rows of several partitions come out of order, and the one
  /// that tipped the scales may be older than the change it tells of.
  private mutating func runStreams(_ batch: SubjectBatch, rows: Range<Int>, withPredictions: Bool) {
    guard let times = batch.times.baseAddress else { return }
    let latest = withPredictions ? latestPrediction : latestExample
    defer { noteLatest(max(latest, batch.times[rows].max() ?? latest), withPredictions: withPredictions) }
    for detector in detectors.indices where detectors[detector].comesWithPredictions == withPredictions {
      for watch in detectors[detector].watches.indices where detectors[detector].watches[watch].stream != nil {
        guard let column = batch.numbers(detectors[detector].watches[watch].source) else { continue }
        var start = rows.lowerBound
        while start < rows.upperBound,
          let found = detectors[detector].watches[watch].stream!.advance(
            over: column.start, stride: column.stride, marks: times, from: start, to: rows.upperBound)
        {
          noteDetection(detector, watch, at: max(latest, batch.times[rows.lowerBound...found].max() ?? latest))
          start = found + 1
        }
      }
    }
  }
}

extension DriftMonitor {
  /// The same, of arrays. For the cold paths and for tests.
  package mutating func observePredictions(
    _ matrix: FeatureMatrix, rows: Range<Int>, scores: [Float], classes: [Int32], times: [Int64]
  ) {
    scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        times.withUnsafeBufferPointer {
          observePredictions(matrix, rows: rows, scores: scores, classes: classes, times: $0)
        }
      }
    }
  }

  /// The same, of arrays. For the cold paths and for tests.
  package mutating func observeExamples(labels: [Float], errors: [Float], times: [Int64]) {
    labels.withUnsafeBufferPointer { labels in
      errors.withUnsafeBufferPointer { errors in
        times.withUnsafeBufferPointer { observeExamples(labels: labels, errors: errors, times: $0) }
      }
    }
  }
}
