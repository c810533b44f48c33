import Records

/// Reads examples back as any consumer of the topic would, and notes how their predictions did.
struct ExampleJudge: Sendable {
  private let task: LearningTask
  private var decoder: ExampleDecoder
  private var rows: ExampleBatch
  private var failures: [DecodeFailure] = []
  /// Multiclass: the classes whose probabilities are read out of `scores`, all that any model has known.
  private var classes: [String] = []
  private var probabilities = RecordDecoder(schema: EventSchema(fields: []))
  private var probabilityColumns = EventBatch(schema: EventSchema(fields: []))

  init(task: LearningTask, layout: FeatureLayout) {
    self.task = task
    decoder = ExampleDecoder(task: task, layout: layout)
    rows = ExampleBatch(task: task, layout: layout)
  }

  /// - Parameter liveClasses: the live model's; those of earlier models are remembered.
  mutating func note(_ batch: RecordBatch, classes liveClasses: [String], into scores: inout BacktestScores) {
    if task == .multiclass { learn(liveClasses) }
    var start = 0
    while start < batch.count {
      var end = start + 1
      let topic = batch.entries[start].topic
      while end < batch.count, batch.entries[end].topic == topic { end += 1 }
      if topic == .examples { note(batch, start..<end, into: &scores) }
      start = end
    }
  }

  private mutating func learn(_ liveClasses: [String]) {
    let new = liveClasses.filter { !classes.contains($0) }
    guard !new.isEmpty else { return }
    classes += new
    let schema = EventSchema(
      fields: classes.map { EventSchema.Field(name: $0, path: ["scores", $0], type: .double) })
    probabilities = RecordDecoder(schema: schema)
    probabilityColumns = EventBatch(schema: schema)
  }

  private mutating func note(_ batch: RecordBatch, _ range: Range<Int>, into scores: inout BacktestScores) {
    rows.removeAll()
    failures.removeAll()
    decoder.decode(batch, range, into: &rows, rejected: &failures)
    switch task {
    case .binary, .regression:
      let (answers, actuals) = (rows.scores, rows.actuals)
      for row in 0..<rows.count { scores.note(answer: answers[row], actual: actuals[row]) }
    case .multiclass:
      probabilityColumns.removeAll()
      probabilities.decode(batch, range, into: &probabilityColumns, rejected: &failures)
      let (names, actuals) = (rows.classNames, rows.actualClassNames)
      for row in 0..<rows.count {
        let actual = actuals.string(row) ?? ""
        let place = classes.firstIndex(of: actual)
        scores.note(
          predicted: names.string(row), actual: actual,
          probability: place.map { probabilityColumns.numbers[$0][row] } ?? .nan)
      }
    }
    precondition(failures.isEmpty, "the monitor writes examples that can be read")
  }
}
