import Models
import Pipeline
import Records
import Statistics
import Testing

/// A log of predictions and labels on several partitions, and a monitor that reads it in any order, is killed, and goes on
/// from what it committed: its outputs and its offsets stand together, as in a transaction.
struct JoinWorld {
  /// What became of an event, by what is in the log alone.
  struct Pair: Hashable {
    var id: String
    var actual: Int
  }

  static let wait: Int64 = 6_400
  private static let slice: Int64 = 100

  let definition: PipelineDefinition
  let layout: FeatureLayout
  private(set) var log: [TopicPartition: RecordBatch] = [:]
  private(set) var expected: Set<Pair> = []
  private var generator: SeededGenerator

  private var monitor: Monitor
  /// Read by the running monitor, and committed.
  private var position: [TopicPartition: Int] = [:]
  private var committed: [TopicPartition: Int] = [:]
  private var commitNote: CommitNote?
  private var uncommitted: [Pair] = []
  private(set) var examples: [Pair] = []
  private(set) var crashCount = 0
  private var now = Timestamp(milliseconds: 0)
  /// Why a record became a dead letter.
  private(set) var refused: Set<String> = []

  init(seed: UInt64, meansZero: Bool) throws {
    definition = try FileExamples.definition(
      """
      pipeline: joined
      events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: double}}
      labels: {value: y, type: binary, wait: \(Self.wait)ms\(meansZero ? ", absent_means: 0" : "")}
      features: [x]

      """)
    layout = try definition.featureProgram().layout
    monitor = Monitor(definition: definition, layout: layout)
    generator = SeededGenerator(seed: seed)
    fill(meansZero: meansZero)
    begin()
  }

  // MARK: The log

  private mutating func fill(meansZero: Bool) {
    var records: [(partition: TopicPartition, time: Int64, id: String, actual: Int?)] = []
    for index in 0..<300 {
      let id = "e\(index)"
      let predicted = Int64(index) * 100 + Int64.random(in: 0..<1_000, using: &generator)
      let partition = Int32.random(in: 0..<3, using: &generator)
      records.append((TopicPartition(.predictions, partition), predicted, id, nil))
      if Int.random(in: 0..<10, using: &generator) == 0 {
        // Delivered twice, as after a crash of the scorer.
        records.append((TopicPartition(.predictions, partition), predicted, id, nil))
      }
      let actual = Int.random(in: 0...1, using: &generator)
      let late = Self.wait + 2 * Self.slice
      let gap: Int64? =
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: nil
        case 1: Int64.random(in: late..<2 * late, using: &generator)
        case 2, 3: Int64.random(in: -Self.wait..<0, using: &generator)
        default: Int64.random(in: 0..<Self.wait, using: &generator)
        }
      // Labels need not be partitioned as predictions are.
      let labels = TopicPartition(.labels, Int32.random(in: 0..<3, using: &generator))
      if let gap { records.append((labels, predicted + gap, id, actual)) }
      if let gap, gap < Self.wait {
        expected.insert(Pair(id: id, actual: actual))
      } else if meansZero {
        expected.insert(Pair(id: id, actual: 0))
      }
    }
    // Time goes on, so that what waits is decided.
    for partition in Int32(0)..<3 {
      for topic in [Topic.predictions, .labels] {
        records.append((TopicPartition(topic, partition), 1_000_000, "last-\(topic)-\(partition)", 1))
      }
    }
    for record in records.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) { append(record) }
  }

  private mutating func append(_ record: (partition: TopicPartition, time: Int64, id: String, actual: Int?)) {
    var batch = log[record.partition] ?? RecordBatch()
    let time = Timestamp(milliseconds: record.time)
    let offset = Int64(batch.count)
    if record.partition.topic == .labels {
      batch.append(
        topic: .labels, key: record.id, value: #"{"id":"\#(record.id)","y":\#(record.actual ?? 0)}"#,
        partition: record.partition.partition, offset: offset, timestamp: time)
    } else {
      var encoder = PredictionEncoder(pipeline: "joined", task: .binary, layout: layout)
      var ids = ByteColumn()
      ids.append(record.id)
      var matrix = FeatureMatrix(layout: layout)
      matrix.appendRows(1)
      var predictions = RecordBatch()
      encoder.append(
        ids: ids, times: [Double(record.time)], matrix: matrix, scores: [0.5], classes: [], model: .prior,
        timestamps: [record.time], to: &predictions)
      batch.append(0, of: predictions, partition: record.partition.partition, offset: offset)
    }
    log[record.partition] = batch
  }

  // MARK: Reading

  /// Takes all partitions, from as far before what was open as the monitor asks for.
  private mutating func begin() {
    for (partition, batch) in log {
      let live = committed[partition] ?? 0
      var start = live
      if live > 0 {
        let last = Timestamp(milliseconds: batch.entries[live - 1].timestamp)
        let span = Monitor.replaySpan(of: partition.topic, wait: definition.labels.wait)
        let from = min(last, commitNote?.openSince ?? last) - span
        start = min(live, batch.entries.firstIndex { $0.timestamp >= from.milliseconds } ?? live)
      }
      position[partition] = start
      monitor.assign(partition, from: Int64(start), liveFrom: Int64(live), note: live > 0 ? commitNote : nil)
    }
    var output = RecordBatch()
    for partition in log.keys.sorted() { noteEnd(of: partition, into: &output) }
    note(output)
  }

  /// Reads everything to the end, in stretches of random partitions, with crashes in between.
  mutating func run(crashes: Bool) {
    var readCount = 0
    while position.contains(where: { $0.value < log[$0.key]!.count }) {
      readSome()
      readCount += 1
      if crashes, readCount == 12 { crash() }
      switch Int.random(in: 0..<20, using: &generator) {
      case 0..<4: commit()
      case 4..<6: if crashes { crash() }
      default: break
      }
    }
    // Idle for a while, so that the ends are known for ends.
    var output = RecordBatch()
    for _ in 0..<10 {
      now = now + .seconds(1)
      monitor.tick(now: now, into: &output)
    }
    note(output)
    commit()
  }

  private mutating func readSome() {
    let open = log.keys.filter { position[$0]! < log[$0]!.count }.sorted()
    let partition = open[Int.random(in: open.indices, using: &generator)]
    let from = position[partition]!
    let to = min(log[partition]!.count, from + Int.random(in: 1...40, using: &generator))
    var input = RecordBatch()
    for index in from..<to {
      input.append(index, of: log[partition]!, partition: partition.partition, offset: Int64(index))
    }
    now = now + .milliseconds(Int.random(in: 0..<5_000, using: &generator))
    var output = RecordBatch()
    monitor.step(input, now: now, into: &output)
    position[partition] = to
    noteEnd(of: partition, into: &output)
    note(output)
  }

  private mutating func noteEnd(of partition: TopicPartition, into output: inout RecordBatch) {
    let end = log[partition]!.count
    guard position[partition] == end else { return }
    monitor.noteEnd(of: partition, at: Int64(end), now: now, into: &output)
  }

  private mutating func note(_ output: RecordBatch) {
    for index in 0..<output.count {
      if output.entries[index].topic == .deadletter { refused.insert(output.headerString("message", of: index) ?? "") }
      guard output.entries[index].topic == .examples else { continue }
      let id = output.keyString(index) ?? ""
      guard !id.hasPrefix("last") else { continue }
      let isPositive = output.valueString(index)?.contains(#""actual":1"#) ?? false
      uncommitted.append(Pair(id: id, actual: isPositive ? 1 : 0))
    }
  }

  private mutating func commit() {
    guard !monitor.isRestoring else { return }
    examples += uncommitted
    uncommitted = []
    for (partition, position) in position { committed[partition] = max(position, committed[partition] ?? 0) }
    commitNote = monitor.note
  }

  private mutating func crash() {
    crashCount += 1
    uncommitted = []
    monitor = Monitor(definition: definition, layout: layout)
    begin()
  }
}

extension RecordBatch {
  /// Appends a record as if it had been read from a partition.
  fileprivate mutating func append(_ index: Int, of source: RecordBatch, partition: Int32, offset: Int64) {
    let entry = source.entries[index]
    append(
      topic: entry.topic, key: source.keyString(index), value: source.valueString(index), partition: partition,
      offset: offset, timestamp: Timestamp(milliseconds: entry.timestamp))
    source.forEachHeader(index) { appendHeader($0, $1) }
  }
}
