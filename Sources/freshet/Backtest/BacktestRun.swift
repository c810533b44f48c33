import Pipeline
import Records
import Simulation

/// Several backtests of a pipeline over one reading of a stream.
struct BacktestRun {
  /// Events in a step at most; no step is longer than the labels' delay, so that none is answered with a label ahead.
  static let rowsInBatch = 50

  /// The pipeline's file, as the user named it.
  let file: String
  private(set) var backtests: [Backtest] = []
  /// Wall-clock time of each, trainings included.
  private(set) var durations: [Duration]
  private(set) var baselines: Baselines
  private(set) var rowCount = 0
  let labelDelay: Int
  private var now = Timestamp(milliseconds: 0)

  /// - Parameter labelWait: how long labels are waited for at least, whatever the file says.
  init(
    file: String, definition: PipelineDefinition, policies: [BacktestPolicy], labelDelay: Int, labelWait: Duration
  ) throws {
    self.file = file
    self.labelDelay = labelDelay
    let start = ContinuousClock.now
    for policy in policies {
      backtests.append(
        try Backtest(definition: definition, policy: policy, labelWait: labelWait) { ContinuousClock.now - start })
    }
    durations = Array(repeating: .zero, count: policies.count)
    baselines = Baselines(task: definition.labels.task, delay: labelDelay)
  }

  /// - Parameter progress: called with the number of rows done.
  mutating func run<Source: BacktestSource>(over source: Source, limit: Int?, progress: (Int) -> Void) throws {
    let batchCount = max(1, min(Self.rowsInBatch, labelDelay))
    var waiting = WaitingRows<Source>()
    var (events, labels) = (RecordBatch(), RecordBatch())
    while rowCount < limit ?? .max, let row = try source.next() {
      now = max(now, source.time(of: row, index: rowCount))
      source.appendEvent(row, index: rowCount, to: &events, now: now)
      baselines.note(row: rowCount, label: source.label(row))
      waiting.append(row)
      rowCount += 1
      guard rowCount % batchCount == 0 else { continue }
      waiting.takeLabels(before: rowCount - max(1, labelDelay) + 1, from: source, now: now, into: &labels)
      try advance(events, labels)
      events.removeAll()
      labels.removeAll()
      progress(rowCount)
    }
    waiting.takeLabels(before: rowCount - max(1, labelDelay) + 1, from: source, now: now, into: &labels)
    try advance(events, labels)
    labels.removeAll()
    waiting.takeLabels(before: rowCount, from: source, now: now, into: &labels)
    for index in backtests.indices { backtests[index].finish(labels: labels, now: now) }
  }

  private mutating func advance(_ events: RecordBatch, _ labels: RecordBatch) throws {
    for index in backtests.indices {
      let start = ContinuousClock.now
      try backtests[index].step(events: events, labels: labels, now: now)
      durations[index] += ContinuousClock.now - start
    }
  }
}

/// Rows whose labels are not known yet, oldest first.
private struct WaitingRows<Source: BacktestSource> {
  private var rows: [Source.Row] = []
  /// The number of the first row held.
  private var start = 0
  private var taken = 0

  mutating func append(_ row: Source.Row) { rows.append(row) }

  /// Appends the labels of the rows before one that have not been taken yet.
  mutating func takeLabels(before end: Int, from source: Source, now: Timestamp, into labels: inout RecordBatch) {
    while taken < end {
      source.appendLabel(rows[taken - start], index: taken, to: &labels, now: now)
      taken += 1
    }
    if taken - start > 1_024, (taken - start) * 2 > rows.count {
      rows.removeFirst(taken - start)
      start = taken
    }
  }
}
