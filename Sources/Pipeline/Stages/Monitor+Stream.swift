import Records

/// What the detectors see of the stream itself, whatever model answers: by the records' own times, as the join goes.
extension Monitor {
  /// Counts the scorer's dead letters. The monitor's own, of predictions and labels, are no events.
  mutating func takeDeadLetters(_ input: RecordBatch, _ indices: Range<Int>) {
    for index in indices {
      guard needs.arrivals, input.headerString("stage", of: index) == RecordBatch.Stage.scorer.rawValue else {
        continue
      }
      // The record keeps its event's timestamp; the header says when it was refused, as a prediction's timestamp says
      // when it was made.
      let refusal = input.headerString("time", of: index).flatMap { Int64($0) }
      noteArrival(isRefused: true, at: Timestamp(milliseconds: refusal ?? input.entries[index].timestamp))
    }
  }

  mutating func noteArrival(isRefused: Bool, at time: Timestamp) {
    if needs.arrivals { watchedArrivals.append(isRefused ? 1 : 0, at: time.milliseconds) }
  }

  /// Notes predictions whose wait is over, with or without their label.
  mutating func noteWaits(_ outcomes: [(isAnswered: Bool, end: Timestamp)]) {
    for outcome in outcomes { watchedWaits.append(outcome.isAnswered ? 1 : 0, at: outcome.end.milliseconds) }
  }

  /// Shows the stream's own bits to the detectors, and hands over what they and a new model's coming have to tell.
  mutating func watchStream(into output: inout RecordBatch) {
    if !watchedArrivals.bits.isEmpty {
      drift.observeArrivals(refused: watchedArrivals.bits, times: watchedArrivals.times)
      watchedArrivals.removeAll()
    }
    if !watchedWaits.bits.isEmpty {
      drift.observeWaits(answered: watchedWaits.bits, times: watchedWaits.times)
      watchedWaits.removeAll()
    }
    takeAlerts(into: &output)
  }
}
