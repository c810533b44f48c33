import Records

/// Labelled feature vectors in the order of event time, partition and offset. `TrainingSetBuilder` makes one.
package struct TrainingSet: Sendable {
  package let task: LearningTask
  package let layout: FeatureLayout
  /// A row an example; NaN in category slots, whose texts stand in the category columns.
  package let features: FeatureMatrix
  /// One a row: 0 or 1 (binary), the index of a class (multiclass), or the value (regression).
  package let labels: [Double]
  package let positions: [ExamplePosition]
  /// `["0", "1"]` (binary), the names found among the labels in the order of their UTF-8 (multiclass), or none.
  package let classes: [String]

  package var count: Int { labels.count }

  /// The examples up to, and from, the place that leaves the newest `holdout` share (rounded to a row) to the second
  /// part. Both keep the classes of the whole.
  ///
  /// - Parameter holdout: in 0..<1.
  package func split(holdout: Double) -> (training: TrainingSet, holdout: TrainingSet) {
    precondition((0..<1).contains(holdout), "a holdout is a share in 0..<1")
    let border = count - Int((Double(count) * holdout).rounded())
    return (selecting(0..<border), selecting(border..<count))
  }

  /// The examples behind a place in the order.
  package func suffix(behind place: ExamplePosition) -> TrainingSet {
    selecting((positions.firstIndex { place < $0 } ?? count)..<count)
  }

  /// The examples in a stretch of the order.
  package func selecting(_ rows: Range<Int>) -> TrainingSet {
    TrainingSet(
      task: task, layout: layout, features: features.selecting(rows), labels: Array(labels[rows]),
      positions: Array(positions[rows]), classes: classes)
  }
}
