import Pipeline
import Records
import Service
import Simulation

/// Several backtests over one reading of a table.
struct BacktestRun {
  /// Events in a step at most; no step is longer than the labels' delay, so that none is answered with a label ahead.
  static let rowsInBatch = 50

  private(set) var backtests: [Backtest] = []
  /// Wall-clock time of each, trainings included.
  private(set) var durations: [Duration]
  private(set) var baselines: Baselines
  private(set) var rowCount = 0
  let labelDelay: Int
  private let csv: String
  private let records: CSVRecords
  private let step: Duration

  /// Rows whose labels are not known yet.
  private var waiting: [[String]] = []
  private var waitingStart = 0

  /// - Throws: `CSVError` or `CSVRecords.Mismatch` when the table is none for the pipeline.
  init(
    definition: PipelineDefinition, policies: [BacktestPolicy], csv: String, labelColumn: String?, labelDelay: Int,
    step: Duration, labelWait: Duration
  ) throws {
    self.csv = csv
    self.labelDelay = labelDelay
    self.step = step
    let start = ContinuousClock.now
    for policy in policies {
      backtests.append(
        try Backtest(definition: definition, policy: policy, labelWait: labelWait) { ContinuousClock.now - start })
    }
    durations = Array(repeating: .zero, count: policies.count)
    baselines = Baselines(task: definition.labels.task, delay: labelDelay)
    records = try CSVRecords(
      definition: definition, header: try CSVReader(path: csv).header, labelColumn: labelColumn, step: step)
  }

  /// - Parameter progress: called with the number of rows done.
  mutating func run(limit: Int?, progress: (Int) -> Void) throws {
    var reader = try CSVReader(path: csv)
    let batchCount = max(1, min(Self.rowsInBatch, labelDelay))
    var (events, labels) = (RecordBatch(), RecordBatch())
    while rowCount < limit ?? .max, let row = try reader.next() {
      let now = time(rowCount)
      records.appendEvent(row, index: rowCount, to: &events, now: now)
      baselines.note(row: rowCount, label: records.label(row))
      waiting.append(row)
      rowCount += 1
      guard rowCount % batchCount == 0 else { continue }
      takeLabels(through: rowCount - max(1, labelDelay), now: now, into: &labels)
      try advance(events, labels, now: now)
      events.removeAll()
      labels.removeAll()
      progress(rowCount)
    }
    takeLabels(through: rowCount - max(1, labelDelay), now: time(rowCount), into: &labels)
    try advance(events, labels, now: time(rowCount))
    labels.removeAll()
    takeLabels(through: rowCount - 1, now: time(rowCount), into: &labels)
    for index in backtests.indices { backtests[index].finish(labels: labels, now: time(rowCount)) }
  }

  private func time(_ row: Int) -> Timestamp { CSVRecords.start + step * row }

  /// The labels of the rows up to and including one that have not been taken yet.
  private mutating func takeLabels(through row: Int, now: Timestamp, into labels: inout RecordBatch) {
    while waitingStart <= row {
      let place = waiting.count - (rowCount - waitingStart)
      _ = records.appendLabel(waiting[place], index: waitingStart, to: &labels, now: now)
      waitingStart += 1
    }
    let known = waiting.count - (rowCount - waitingStart)
    if known > 1_024, known * 2 > waiting.count { waiting.removeFirst(known) }
  }

  private mutating func advance(_ events: RecordBatch, _ labels: RecordBatch, now: Timestamp) throws {
    for index in backtests.indices {
      let start = ContinuousClock.now
      try backtests[index].step(events: events, labels: labels, now: now)
      durations[index] += ContinuousClock.now - start
    }
  }
}
