import Records

/// Gathers examples, in any order, into a training set.
///
/// Memory is bounded by the number of rows wanted: at twice as many the oldest are let go.
package struct TrainingSetBuilder: Sendable {
  package let task: LearningTask
  package let layout: FeatureLayout
  /// Only so many of the newest examples are kept.
  package let newest: Int
  /// Examples of older events are passed over.
  package let since: Timestamp?
  /// Examples whose label is none of the task: not 0 or 1, not a finite number, no name.
  package private(set) var refusedCount = 0

  private var features: FeatureMatrix
  private var labels: [Double] = []
  private var positions: [ExamplePosition] = []
  private var classIndices: [String: Int] = [:]
  private var classes: [String] = []

  package init(task: LearningTask, layout: FeatureLayout, newest: Int = .max, since: Timestamp? = nil) {
    precondition(newest > 0, "a training set has at least one row")
    self.task = task
    self.layout = layout
    self.newest = newest
    self.since = since
    features = FeatureMatrix(layout: layout)
  }

  /// Rows held now.
  package var count: Int { labels.count }

  /// Adds a row of a matrix of the same layout with its label.
  package mutating func append(
    row: Int, of matrix: borrowing FeatureMatrix, label: ExampleLabel, at position: ExamplePosition
  ) {
    if let since, position.eventTime < since { return }
    guard let number = number(of: label) else {
      refusedCount += 1
      return
    }
    features.append(row: row, of: matrix)
    labels.append(number)
    positions.append(position)
    if newest <= .max / 2, count >= max(2 * newest, 1_024) { keepNewest() }
  }

  /// Adds decoded examples.
  ///
  /// - Parameter records: the batch that they were decoded from, for their partitions and offsets.
  package mutating func append(_ examples: ExampleBatch, from records: RecordBatch) {
    precondition(examples.task == task, "examples are of the set's task")
    let (times, sources, actuals) = (examples.times, examples.records, examples.actuals)
    let names = examples.actualClassNames
    for row in 0..<examples.count {
      let source = records.entries[Int(sources[row])]
      append(
        row: row, of: examples.matrix,
        label: task == .multiclass ? .name(names.string(row) ?? "") : .number(actuals[row]),
        at: ExamplePosition(
          eventTime: Timestamp(milliseconds: Int64(times[row])), partition: source.partition, offset: source.offset))
    }
  }

  /// The set of the newest rows, in order.
  package consuming func build() -> TrainingSet {
    keepNewest()
    guard task == .multiclass else {
      return TrainingSet(
        task: task, layout: layout, features: features, labels: labels, positions: positions,
        classes: task == .binary ? ["0", "1"] : [])
    }
    let order = classes.indices.sorted { classes[$0].utf8.lexicographicallyPrecedes(classes[$1].utf8) }
    var places = order
    for (place, index) in order.enumerated() { places[index] = place }
    return TrainingSet(
      task: task, layout: layout, features: features, labels: labels.map { Double(places[Int($0)]) },
      positions: positions, classes: order.map { classes[$0] })
  }

  private mutating func number(of label: ExampleLabel) -> Double? {
    switch (task, label) {
    case (.binary, .number(let number)): return number == 0 || number == 1 ? number : nil
    case (.regression, .number(let number)): return number.isFinite ? number : nil
    case (.multiclass, .name(let name)):
      return name.isEmpty ? nil : number(ofClass: name)
    case (.binary, .name), (.regression, .name), (.multiclass, .number): return nil
    }
  }

  /// Puts the rows in order and lets go all but the newest.
  private mutating func keepNewest() {
    let order = positions.indices.sorted { positions[$0] < positions[$1] }.suffix(newest)
    features = features.selecting(order)
    labels = order.map { labels[$0] }
    positions = order.map { positions[$0] }
    if task == .multiclass { forgetUnusedClasses() }
  }

  /// Renumbers the classes, so that names which only rows let go of had do not pile up.
  private mutating func forgetUnusedClasses() {
    let known = classes
    classes.removeAll()
    classIndices.removeAll()
    for row in labels.indices { labels[row] = number(ofClass: known[Int(labels[row])]) }
  }

  private mutating func number(ofClass name: String) -> Double {
    if let known = classIndices[name] { return Double(known) }
    classIndices[name] = classes.count
    classes.append(name)
    return Double(classes.count - 1)
  }
}
