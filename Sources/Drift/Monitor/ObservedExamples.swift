import Records

/// Columns of the live model's examples on their way to the detectors.
package struct ObservedExamples: Sendable {
  /// The actual classes' places in the live model's order (-1 for a class that it does not know), or values.
  package var labels: [Float]
  /// 1 where the prediction was wrong, 0 where right; absolute errors of a regression.
  package var errors: [Float]
  /// What was true less what was answered. Empty where no detector asks for it, and so are the columns below.
  package var residuals: [Float] = []
  package var losses: [Float] = []
  /// Seconds from the event to its label.
  package var delays: [Float] = []
  /// One a category feature of the layout.
  package var categories: [ByteColumn] = []
  /// Event times, in milliseconds.
  package var times: [Int64]

  package init(labels: [Float] = [], errors: [Float] = [], times: [Int64] = []) {
    self.labels = labels
    self.errors = errors
    self.times = times
  }

  package var count: Int { times.count }

  package mutating func removeAll() {
    labels.removeAll(keepingCapacity: true)
    errors.removeAll(keepingCapacity: true)
    residuals.removeAll(keepingCapacity: true)
    losses.removeAll(keepingCapacity: true)
    delays.removeAll(keepingCapacity: true)
    for column in categories.indices { categories[column].removeAll() }
    times.removeAll(keepingCapacity: true)
  }

  func withColumns(_ body: (inout SubjectBatch) -> Void) {
    labels.withUnsafeBufferPointer { labels in
      errors.withUnsafeBufferPointer { errors in
        residuals.withUnsafeBufferPointer { residuals in
          losses.withUnsafeBufferPointer { losses in
            delays.withUnsafeBufferPointer { delays in
              times.withUnsafeBufferPointer { times in
                var batch = SubjectBatch(times: times)
                batch.labels = labels.baseAddress
                batch.errors = errors.baseAddress
                if residuals.count == times.count { batch.residuals = residuals.baseAddress }
                if losses.count == times.count { batch.losses = losses.baseAddress }
                if delays.count == times.count { batch.delays = delays.baseAddress }
                if categories.allSatisfy({ $0.count == times.count }) { batch.categories = categories }
                body(&batch)
              }
            }
          }
        }
      }
    }
  }
}
