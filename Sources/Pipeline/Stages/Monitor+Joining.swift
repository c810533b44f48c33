import Records

extension Monitor {
  // MARK: Predictions

  mutating func takePredictions(
    _ input: RecordBatch, _ indices: Range<Int>, isReplayed: Bool, now: Timestamp, into output: inout RecordBatch
  ) {
    predictions.removeAll()
    failures.removeAll(keepingCapacity: true)
    predictionDecoder.decode(input, indices, into: &predictions, rejected: &failures)
    refuse(input, topic: .predictions, isReplayed: isReplayed, now: now, into: &output)
    // The decoder's columns are read while the table is written: they are taken out for the while.
    let batch = predictions
    predictions = PredictionBatch(task: task, layout: drift.layout)
    var runStart = 0
    watchedPredictions.removeAll()
    for row in 0..<batch.count {
      let isWatched = join(batch, row: row, of: input, isReplayed: isReplayed, now: now, into: &output)
      if isWatched {
        note(batch, row: row)
      } else {
        watch(batch, rows: runStart..<row, into: &output)
        runStart = row + 1
      }
    }
    watch(batch, rows: runStart..<batch.count, into: &output)
    predictions = batch
    watchExamples(into: &output)
  }

  /// Joins one prediction, and says whether the detectors should look at it.
  private mutating func join(
    _ batch: PredictionBatch, row: Int, of input: RecordBatch, isReplayed: Bool, now: Timestamp,
    into output: inout RecordBatch
  ) -> Bool {
    let record = Int(batch.records[row])
    let arrival = Timestamp(milliseconds: input.entries[record].timestamp)
    counters.predictions += 1
    let half = JoinTable.Half(
      model: batch.model(row), score: Float(batch.scores[row]), answer: answer(batch, row: row),
      time: Timestamp(milliseconds: Int64(batch.times[row])), isReplayed: isReplayed)
    switch join.addPrediction(half, record: record, of: input, arrival: arrival) {
    case .duplicate, .late: return false
    case .waits: noteArrival(isRefused: false, at: arrival)
    case .meets(let place):
      noteArrival(isRefused: false, at: arrival)
      let (label, value) = join.withRecord(at: place) { records, index, label in
        (label, records.withValue(index) { actual($0) })
      }
      join.settle(place)
      makeExample(
        half, record: record, of: input, value, labelTime: label.time, isSilent: isReplayed && label.isReplayed,
        now: now, into: &output)
    }
    return isWatched(half.model) && batch.hasVector[row]
  }

  /// The predicted class's number, or the value.
  private mutating func answer(_ batch: PredictionBatch, row: Int) -> Double {
    switch task {
    case .binary: return batch.labels[row]
    case .regression: return batch.scores[row]
    case .multiclass:
      guard !batch.classNames.isMissing(row) else { return .nan }
      return Double(batch.classNames.withBytes(row) { classNames.number(of: $0) })
    }
  }

  private mutating func note(_ batch: PredictionBatch, row: Int) {
    watchedPredictions.scores.append(Float(batch.scores[row]))
    watchedPredictions.classes.append(predictedClass(batch, row: row))
    watchedPredictions.times.append(Int64(batch.times[row]))
  }

  private mutating func predictedClass(_ batch: PredictionBatch, row: Int) -> Int32 {
    let answer = answer(batch, row: row)
    guard answer.isFinite, task != .regression else { return -1 }
    return task == .binary ? Int32(answer) : classNames.place(ofNumber: Int(answer))
  }

  /// Shows a stretch of predictions to the detectors.
  private mutating func watch(_ batch: PredictionBatch, rows: Range<Int>, into output: inout RecordBatch) {
    guard !rows.isEmpty else { return }
    drift.observePredictions(
      batch.matrix, rows: rows, scores: watchedPredictions.scores, classes: watchedPredictions.classes,
      times: watchedPredictions.times)
    watchedPredictions.removeAll()
    takeAlerts(into: &output)
  }

  // MARK: Labels

  mutating func takeLabels(
    _ input: RecordBatch, _ indices: Range<Int>, isReplayed: Bool, now: Timestamp, into output: inout RecordBatch
  ) {
    labels.removeAll()
    failures.removeAll(keepingCapacity: true)
    labelDecoder.decode(input, indices, into: &labels, rejected: &failures)
    refuse(input, topic: .labels, isReplayed: isReplayed, now: now, into: &output)
    // Read while the table is written: taken out for the while, as the predictions are.
    let batch = labels
    labels = EventBatch(schema: batch.schema)
    for row in 0..<batch.count {
      let entry = input.entries[Int(batch.records[row])]
      counters.labels += 1
      join(batch, row: row, entry: entry, isReplayed: isReplayed, now: now, into: &output)
    }
    labels = batch
    watchExamples(into: &output)
  }

  private mutating func join(
    _ batch: EventBatch, row: Int, entry: RecordBatch.Entry, isReplayed: Bool, now: Timestamp,
    into output: inout RecordBatch
  ) {
    let arrival = Timestamp(milliseconds: entry.timestamp)
    let time = labelTime(batch, row: row) ?? arrival
    let label = JoinTable.Half.label(time: time, isReplayed: isReplayed)
    let isClass = task == .multiclass
    let outcome = batch.texts[0].withBytes(row) { id in
      Self.withLabelBytes(batch, row: row, isClass: isClass) {
        join.addLabel(label, id: id, value: $0, arrival: arrival)
      }
    }
    guard case .meets(let place) = outcome else { return }
    let (records, index, half) = join.withRecord(at: place) { ($0, $1, $2) }
    if half.isReplayed, !isReplayed, join.end(of: place) <= waitedUntilAtStart {
      // An earlier run had given the prediction up before this label came.
      _ = join.noteLate()
      return
    }
    let value = Self.withLabelBytes(batch, row: row, isClass: isClass) { actual($0) }
    makeExample(
      half, record: index, of: records, value, labelTime: time, isSilent: isReplayed && half.isReplayed, now: now,
      into: &output)
    join.settle(place)
  }

  private func labelTime(_ batch: EventBatch, row: Int) -> Timestamp? {
    guard definition.labels.timeField != nil, batch.numbers[2][row].isFinite else { return nil }
    return Timestamp(milliseconds: Int64(batch.numbers[2][row]))
  }

  /// The label's value as the table keeps it: a number's bits, or a class's name.
  private static func withLabelBytes<Result>(
    _ batch: EventBatch, row: Int, isClass: Bool, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    if isClass { return batch.texts[1].withBytes(row) { body($0) } }
    return withUnsafeBytes(of: batch.numbers[1][row].bitPattern) { body($0) }
  }

  // MARK: Expiry

  /// Gives up what has waited long enough; where an absent label means a value, that makes an example.
  ///
  /// A prediction is given up once the labels have been read past its wait, or to their end while the stream has gone on.
  /// A label is given up once the predictions have been read past its wait: while the scorer stands still labels stay.
  mutating func expire(now: Timestamp, into output: inout RecordBatch) {
    guard !progress.isCatchingUp else { return }
    progress.tick(now: now)
    waitedUntil = max(waitedUntil, progress.readUntil(.labels, others: [.labels, .predictions]) ?? waitedUntil)
    while let expired = join.takeExpired(labelsReadUntil: waitedUntil) {
      guard let absent = definition.labels.absentMeans else { continue }
      for row in expired.rows {
        makeExample(
          row.half, record: row.index, of: expired.records, actual(absent),
          labelTime: row.arrival + definition.labels.wait,
          isSilent: row.half.isReplayed && expired.end <= waitedUntilAtStart, now: now, into: &output)
      }
    }
    if let time = progress.readUntil(.predictions, others: [.predictions]) {
      predictionsReadUntil = max(predictionsReadUntil, time)
      join.forget(predictionsReadUntil: predictionsReadUntil)
    }
    noteWaits(join.takeOutcomes())
    watchExamples(into: &output)
  }

  // MARK: Dead letters

  private mutating func refuse(
    _ input: RecordBatch, topic: Topic, isReplayed: Bool, now: Timestamp, into output: inout RecordBatch
  ) {
    guard !isReplayed else { return }
    for failure in failures {
      counters.deadletters += 1
      output.appendDeadLetter(
        record: failure.record, of: input, failure: failure, sourceTopicName: definition.topics[topic],
        stage: .monitor, time: now)
    }
  }
}
