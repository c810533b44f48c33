import Records

/// The open window of one subject, counted against the live model's reference, or against fixed knots beside past windows of
/// its own. Detectors of one subject and one sort of reference share it.
struct SubjectWindow: Sendable {
  let subject: String
  let source: SubjectSource
  let reference: ReferenceDistribution
  /// Windows from one to that which it is compared with; nil where that is the reference.
  let lag: Int64?
  /// The past windows, where those are what the open one is compared with.
  private(set) var history: SeasonHistory?
  /// One of the two, by the reference's kind.
  private(set) var numbers: NumericWindow?
  private(set) var categories: CategoryWindow?
  /// The place of each class of the model among the reference's names.
  private let places: [Int]

  /// - Parameter lag: windows from one to that which it is compared with; nil compares with the reference.
  init(
    subject: String, source: SubjectSource, reference: ReferenceDistribution, classes: [String], lag: Int64? = nil
  ) {
    self.subject = subject
    self.source = source
    let reference = lag == nil ? reference : SeasonHistory.grid(reference)
    self.reference = reference
    self.lag = lag
    history = lag.map(SeasonHistory.init)
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

  /// Keeps the window for later ones to be compared with, where that is asked for.
  mutating func remember(number: Int64?) {
    guard let number else { return }
    if let numbers { history?.remember(numbers, number: number) }
    if let categories { history?.remember(categories, number: number) }
  }

  /// The outcome against the reference, or against the past window; nil where there is no such window.
  func compare(_ test: WindowTest, number: Int64?) -> WindowOutcome? {
    guard let history else { return compare(test) }
    guard let number, let past = history.reference(for: number, grid: reference) else { return nil }
    return compare(test.against(past))
  }

  private func compare(_ test: WindowTest) -> WindowOutcome {
    if let numbers { return test.compare(numbers) }
    return test.compare(categories!)
  }
}
