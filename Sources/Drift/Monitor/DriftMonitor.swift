import Records
import Statistics

/// Watches the predictions and the examples of one pipeline for drift: all detectors of its file, as one pure value.
///
/// Rows come in batches; where a batch ends makes no difference to what is found. A copy goes on as the original would have.
/// Window tests compare with a reference and idle without one; streaming tests need none. One value is used from one thread.
package struct DriftMonitor: Sendable {
  package internal(set) var settings: DriftSettings
  package let layout: FeatureLayout
  package let task: LearningTask
  package let pipeline: String
  /// How long labels are waited for: what label delays are scaled by.
  let labelWait: Duration
  /// The model that answers; its reference is what windows are compared with.
  package internal(set) var model = ModelVersion.prior

  var reference: ReferenceProfile?
  var known: KnownValues
  var classes: [String] = []
  var detectors: [Detector] = []
  var windows: [SubjectWindow] = []
  var slices: [SliceTable] = []
  /// By the kind of rows.
  var clocks: [WindowClock]
  var alerts: [Alert] = []
  var firings: [DetectorFiring] = []
  /// Windows of predictions that have closed.
  var closedWindowCount = 0
  /// The number of the last window of predictions that closed, by time; nil where the open one may have begun before we saw it.
  var lastWindowNumber: Int64?
  /// Episodes that were open when the live model went live, by detector and group, and how many windows had closed then.
  var unmended: Set<String> = []
  var wentLiveAtWindow = 0
  /// The largest event time seen.
  var now: Int64 = 0
  /// The largest time among the rows seen, by their kind.
  private var latest: [Int64]
  /// Predictions or labels as the other kind of number, while a batch is observed.
  private var scratchClasses: [Int32] = []
  private var scratchNumbers: [Float] = []
  var scratchValues: [Float] = []
  private var scratchTimes: [Int64] = []

  /// - Parameters:
  ///   - settings: as a pipeline file carries them, checked by `DriftTest.parameters`, `allows` and `conflict`.
  ///   - labelWait: how long labels are waited for.
  package init(
    settings: DriftSettings, layout: FeatureLayout, task: LearningTask, pipeline: String,
    labelWait: Duration = .seconds(86_400)
  ) {
    self.settings = settings
    self.layout = layout
    self.task = task
    self.pipeline = pipeline
    self.labelWait = labelWait
    known = KnownValues(nil, layout: layout)
    clocks = RowKind.allCases.map { _ in WindowClock(policy: settings.window) }
    latest = RowKind.allCases.map { _ in .min }
    build()
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
      detector.groups.flatMap { group in
        group.watches.map { state(of: detector.watches[$0], in: group, of: detector) }
      }
    }
  }

  private func state(of watch: Watch, in group: WatchGroup, of detector: Detector) -> DetectorState {
    DetectorState(
      detector: detector.settings.name, test: detector.settings.test, subject: watch.subject,
      slice: group.slice.map { "\($0.feature)=\($0.value)" }, statistic: watch.statistic, threshold: watch.threshold,
      pValue: watch.pValue, isFiring: watch.hasMoved,
      observations: watch.stream?.updates ?? watch.window.map { windows[$0].rowCount } ?? 0,
      idleReason: watch.window.flatMap { windows[$0].wait } ?? watch.idleReason)
  }

  /// Rows whose value of the feature is not followed by itself, of detectors that follow so many values of it.
  package func otherRowCount(slicedBy feature: String) -> Int {
    slices.filter { $0.feature == feature }.map(\.otherRowCount).max() ?? 0
  }

  /// The newest figures of an episode that is open, by its id; nil when it is over.
  package func openEpisode(_ alertID: String) -> Alert? {
    for detector in detectors {
      for group in detector.groups {
        if let alert = group.episode?.alert, alert.alertID == alertID { return alert }
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
        observe(batch, .predictions)
      }
    }
    scratchNumbers = numbers
  }

  /// Takes examples: predictions of the live model whose labels came.
  package mutating func observeExamples(_ examples: ObservedExamples) {
    precondition(
      examples.labels.count == examples.count && examples.errors.count == examples.count,
      "each row has its label, error and time")
    guard examples.count > 0 else { return }
    var classes = scratchClasses
    scratchClasses = []
    classes.removeAll(keepingCapacity: true)
    if task != .regression { for label in examples.labels { classes.append(Int32(exactly: label) ?? -1) } }
    classes.withUnsafeBufferPointer { classes in
      examples.withColumns { batch in
        batch.labelClasses = task == .regression ? nil : classes
        observe(batch, .examples)
      }
    }
    scratchClasses = classes
  }

  /// Takes records in the order they were answered (0) or refused (1), with the times of that.
  package mutating func observeArrivals(refused: [Float], times: [Int64]) { observe(refused, times, .arrivals) }

  /// Takes predictions whose wait is over, in the order they came: 1 where a label had come, 0 where not.
  package mutating func observeWaits(answered: [Float], times: [Int64]) { observe(answered, times, .waits) }

  private mutating func observe(_ bits: [Float], _ times: [Int64], _ kind: RowKind) {
    precondition(bits.count == times.count, "each row has its time")
    guard !bits.isEmpty else { return }
    bits.withUnsafeBufferPointer { bits in
      times.withUnsafeBufferPointer { times in
        var batch = SubjectBatch(times: times)
        batch.bits = bits.baseAddress
        observe(batch, kind)
      }
    }
  }

  private mutating func observe(_ batch: SubjectBatch, _ kind: RowKind) {
    var start = 0
    while start < batch.times.count {
      let taken = clocks[kind.rawValue].take(batch.times, from: start)
      if taken.end > start {
        // The other kinds are dated by when records came, which may be years after their events.
        if kind == .predictions || kind == .examples { now = max(now, clocks[kind.rawValue].to) }
        if kind == .predictions { noteSilentWindows() }
        let rows = start..<taken.end
        followSlices(batch, rows: rows, kind)
        runStreams(batch, rows: rows, kind)
        fillWindows(batch, rows: rows, kind)
        latest[kind.rawValue] = max(latest[kind.rawValue], batch.times[rows].max() ?? .min)
      }
      if taken.closes { closeWindow(kind) }
      start = taken.end
    }
  }

  /// Sorts the rows by the slices that some detector follows, and makes the watches of slices that are new.
  private mutating func followSlices(_ batch: SubjectBatch, rows: Range<Int>, _ kind: RowKind) {
    guard !slices.isEmpty, !batch.categories.isEmpty else { return }
    for table in slices.indices {
      let followers = detectors.indices.filter { detectors[$0].rowKind == kind && detectors[$0].tables.contains(table) }
      guard !followers.isEmpty else { continue }
      slices[table].sort(batch.categories[slices[table].column], firstRow: batch.firstRow, rows: rows)
      for slot in 0..<slices[table].slotCount where slices[table].hasRows(slot) {
        for detector in followers { follow(SlicePlace(table: table, slot: slot), detector) }
      }
    }
  }

  private mutating func fillWindows(_ batch: SubjectBatch, rows: Range<Int>, _ kind: RowKind) {
    for index in windows.indices where windows[index].source.rowKind == kind {
      if let slice = windows[index].identity.slice {
        guard slices[slice.table].hasRows(slice.slot) else { continue }
        windows[index].observe(
          batch, rows: slices[slice.table].rows(slice.slot), known: known, scratch: &scratchValues)
      } else {
        windows[index].observe(batch, range: rows, known: known, scratch: &scratchValues)
      }
    }
  }

  private mutating func runStreams(_ batch: SubjectBatch, rows: Range<Int>, _ kind: RowKind) {
    for detector in detectors.indices
    where detectors[detector].rowKind == kind && detectors[detector].settings.test.isStreaming {
      for group in detectors[detector].groups.indices {
        let place = detectors[detector].groups[group].place
        if let place, !slices[place.table].hasRows(place.slot) { continue }
        for watch in detectors[detector].groups[group].watches where detectors[detector].watches[watch].stream != nil {
          runStream(detector, group, watch, batch, rows: rows, place, latest: latest[kind.rawValue])
        }
      }
    }
  }

  /// A detection is dated by the newest event seen up to it: rows of several partitions come out of order, and the one
  /// that tipped the scales may be older than the change it tells of.
  private mutating func runStream(
    _ detector: Int, _ group: Int, _ watch: Int, _ batch: SubjectBatch, rows: Range<Int>, _ place: SlicePlace?,
    latest: Int64
  ) {
    guard let times = batch.times.baseAddress else { return }
    let source = detectors[detector].watches[watch].source
    if place == nil, let column = batch.column(source) {
      runStream(detector, group, watch, over: column.start, column.stride, times, rows: rows, latest: latest)
      return
    }
    var (values, marks) = (scratchValues, scratchTimes)
    (scratchValues, scratchTimes) = ([], [])
    marks.removeAll(keepingCapacity: true)
    let hasValues: Bool
    if let place {
      let chosen = slices[place.table].rows(place.slot)
      hasValues = batch.gather(source, rows: chosen, known: known, into: &values)
      for row in chosen { marks.append(batch.times[row]) }
    } else {
      hasValues = batch.gather(source, rows: rows, known: known, into: &values)
      for row in rows { marks.append(batch.times[row]) }
    }
    if hasValues {
      runStream(detector, group, watch, over: values, 1, marks, rows: 0..<values.count, latest: latest)
    }
    (scratchValues, scratchTimes) = (values, marks)
  }

  private mutating func runStream(
    _ detector: Int, _ group: Int, _ watch: Int, over values: UnsafePointer<Float>, _ stride: Int,
    _ times: UnsafePointer<Int64>, rows: Range<Int>, latest: Int64
  ) {
    var (start, newest) = (rows.lowerBound, latest)
    while start < rows.upperBound,
      let found = detectors[detector].watches[watch].stream!.advance(
        over: values, stride: stride, marks: times, from: start, to: rows.upperBound)
    {
      for row in start...found { newest = max(newest, times[row]) }
      noteDetection(detector, group, watch, at: newest)
      start = found + 1
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

  /// The same, of examples of which no more is known.
  package mutating func observeExamples(labels: [Float], errors: [Float], times: [Int64]) {
    observeExamples(ObservedExamples(labels: labels, errors: errors, times: times))
  }
}
