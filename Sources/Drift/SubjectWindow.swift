import Records

/// The open window of one subject, counted against the live model's reference. Detectors of one subject share it.
struct SubjectWindow: Sendable {
  let subject: String
  let source: SubjectSource
  let reference: ReferenceDistribution
  /// One of the two, by the reference's kind.
  private(set) var numbers: NumericWindow?
  private(set) var categories: CategoryWindow?
  /// The place of each class of the model among the reference's names.
  private let places: [Int]

  init(subject: String, source: SubjectSource, reference: ReferenceDistribution, classes: [String]) {
    self.subject = subject
    self.source = source
    self.reference = reference
    switch reference {
    case .numeric(let reference):
      numbers = NumericWindow(reference)
      places = []
    case .categorical(let reference):
      let window = CategoryWindow(reference)
      places = classes.map { window.place(of: $0) }
      categories = window
    }
  }

  mutating func removeAll() {
    numbers?.removeAll()
    categories?.removeAll()
  }

  mutating func observe(_ batch: SubjectBatch, rows: Range<Int>) {
    if numbers != nil {
      guard let column = batch.numbers(source) else { return }
      numbers!.observe(column.start, stride: column.stride, rows: rows)
    } else if case .category(let column) = source {
      categories!.observe(
        batch.categories[column], rows: batch.firstRow + rows.lowerBound..<batch.firstRow + rows.upperBound)
    } else if let classes = batch.classes(source) {
      categories!.observe(classes, places: places, rows: rows)
    }
  }

  /// Rows of the window, those without a value too.
  var rowCount: Int {
    if let numbers { return numbers.count + numbers.missing }
    return categories.map { $0.count + $0.missing } ?? 0
  }

  func compare(_ test: WindowTest) -> WindowOutcome {
    if let numbers { return test.compare(numbers) }
    return test.compare(categories!)
  }
}
