import Drift
import Glibc
import Records
import Statistics

extension Monitor {
  /// What a label's bytes say: a number's bits, or a class's name.
  func actual(_ bytes: UnsafeRawBufferPointer?) -> ActualValue {
    guard let bytes else { preconditionFailure("a label that waits has a value") }
    if task == .multiclass { return .className(Array(bytes)) }
    return .number(Double(bitPattern: bytes.loadUnaligned(as: UInt64.self)))
  }

  /// What an absent label means.
  func actual(_ value: LabelSettings.Value) -> ActualValue {
    switch value {
    case .number(let number): .number(number)
    case .className(let name): .className(Array(name.utf8))
    }
  }

  /// Writes the example of a pair, judges the prediction, and shows both to the detectors when it was the live model's.
  ///
  /// - Parameter isSilent: whether an earlier run has written it: then it only fills the windows.
  mutating func makeExample(
    _ prediction: JoinTable.Half, record: Int, of records: RecordBatch, _ actual: ActualValue, labelTime: Timestamp,
    isSilent: Bool, now: Timestamp, into output: inout RecordBatch
  ) {
    let label = number(of: actual)
    if !isSilent, !meetsWritten(record, of: records) {
      write(record, of: records, actual, labelTime: labelTime, now: now, to: &output)
      counters.examples += 1
      triggers.noteExamples(1)
      judge(prediction, label: label)
    }
    guard isWatched(prediction.model), prediction.answer.isFinite else { return }
    watch(prediction, record: record, of: records, label: label, labelTime: labelTime)
  }

  /// Shows a pair to the detectors.
  private mutating func watch(
    _ prediction: JoinTable.Half, record: Int, of records: RecordBatch, label: Double, labelTime: Timestamp
  ) {
    let error = task == .regression ? abs(prediction.answer - label) : prediction.answer == label ? 0 : 1
    let place = task == .multiclass ? classNames.place(ofNumber: Int(label)) : -1
    watchedExamples.labels.append(task == .multiclass ? Float(place) : Float(label))
    watchedExamples.errors.append(Float(error))
    watchedExamples.times.append(prediction.time.milliseconds)
    if needs.residuals {
      watchedExamples.residuals.append(Float(label - (task == .binary ? Double(prediction.score) : prediction.answer)))
    }
    if needs.losses {
      watchedExamples.losses.append(
        Float(loss(prediction, label: label, place: Int(place), record: record, of: records)))
    }
    if needs.delays {
      watchedExamples.delays.append(Float(max(0, (labelTime - prediction.time).milliseconds)) / 1_000)
    }
    if needs.categories { categoryReader.append(record, of: records, to: &watchedExamples.categories) }
  }

  /// The log loss, natural logarithm; the squared error of a regression. NaN, which no test weighs, where the prediction
  /// does not say what it gave the class that came.
  private mutating func loss(
    _ prediction: JoinTable.Half, label: Double, place: Int, record: Int, of records: RecordBatch
  ) -> Double {
    let probability: Double
    switch task {
    case .regression: return (prediction.answer - label) * (prediction.answer - label)
    case .binary: probability = label == 1 ? Double(prediction.score) : 1 - Double(prediction.score)
    case .multiclass:
      guard let given = classProbabilities.probability(of: place, record: record, of: records) else { return .nan }
      probability = given
    }
    return -log(min(max(probability, 1e-15), 1))
  }

  /// Whether an earlier run has written the example already, which is met once.
  private mutating func meetsWritten(_ record: Int, of records: RecordBatch) -> Bool {
    guard !written.isEmpty else { return false }
    return written.remove(Self.idHash(of: record, in: records)) != nil
  }

  static func idHash(of record: Int, in records: RecordBatch) -> UInt64 {
    var hash = FNV1a()
    records.withKey(record) { if let id = $0 { hash.combine(id) } }
    return hash.value
  }

  /// Whether the detectors look at a model's predictions: the live one's, and none of the prior's, which has learned
  /// nothing that could go stale.
  func isWatched(_ model: ModelVersion) -> Bool { model == live.version && model != .prior }

  /// Shows the examples gathered so far to the detectors.
  mutating func watchExamples(into output: inout RecordBatch) {
    guard watchedExamples.count > 0 else { return }
    drift.observeExamples(watchedExamples)
    watchedExamples.removeAll()
    takeAlerts(into: &output)
  }

  /// The actual class's number, or the value.
  private mutating func number(of actual: ActualValue) -> Double {
    switch actual {
    case .number(let number): return number
    case .className(let name): return Double(name.withUnsafeBytes { classNames.number(of: $0) })
    }
  }

  private func write(
    _ record: Int, of records: RecordBatch, _ actual: ActualValue, labelTime: Timestamp, now: Timestamp,
    to output: inout RecordBatch
  ) {
    switch actual {
    case .number(let number):
      exampleEncoder.append(
        prediction: record, of: records, actual: number, labelTime: labelTime, now: now, to: &output)
    case .className(let name):
      name.withUnsafeBytes {
        exampleEncoder.append(
          prediction: record, of: records, actualClass: $0, labelTime: labelTime, now: now, to: &output)
      }
    }
  }

  private mutating func judge(_ prediction: JoinTable.Half, label: Double) {
    guard prediction.answer.isFinite else { return }
    switch task {
    case .binary:
      performance[prediction.model, default: .init()].noteBinary(
        score: Double(prediction.score), isPredicted: prediction.answer == 1, isPositive: label == 1)
    case .multiclass:
      performance[prediction.model, default: .init()].noteClass(isCorrect: prediction.answer == label)
    case .regression: performance[prediction.model, default: .init()].noteValue(prediction.answer, actual: label)
    }
  }
}
