import Records

/// The open window of one subject, in all rows or in those of a slice: counted against the live model's reference, against fixed
/// knots beside past windows of its own, or against its first rows. Detectors of one subject and one sort of reference share it.
struct SubjectWindow: Sendable {
  /// What tells one window from another.
  struct Identity: Hashable, Sendable {
    var source: SubjectSource
    var basis: DriftReference
    var slice: SlicePlace?
  }

  let identity: Identity
  /// What the window is counted against; nil while the first rows are gathered, and for counts.
  private(set) var reference: ReferenceDistribution?
  /// The first rows, while they are too few.
  private(set) var collector: ReferenceCollector?
  /// The past windows, where those are what the open one is compared with.
  private(set) var history: SeasonHistory?
  /// One of the two, by the reference's kind.
  private(set) var numbers: NumericWindow?
  private(set) var categories: CategoryWindow?
  /// Of a subject that is a count: the rows of the open window, and what it is compared with.
  private(set) var eventCount: Int?
  private(set) var usualCount: CountComparison.Reference?
  /// The place of each class of the model among the reference's names.
  private var places: [Int] = []
  private let classes: [String]
  /// Whether labels and predictions are categories by name, rather than bits.
  private var collectsClasses: Bool { classes.count > 2 }

  /// - Parameters:
  ///   - reference: of `training` and `ago`, what the window is counted against.
  ///   - lag: of `ago`, the windows from one to that which it is compared with.
  init(_ identity: Identity, reference: ReferenceDistribution?, classes: [String], lag: Int64? = nil) {
    self.identity = identity
    self.classes = classes
    history = lag.map(SeasonHistory.init)
    if case .volume = identity.source {
      eventCount = 0
    } else if case .first(let rows) = identity.basis {
      collector = ReferenceCollector(limit: rows)
    } else if let reference {
      begin(lag == nil ? reference : SeasonHistory.grid(reference))
    }
  }

  var source: SubjectSource { identity.source }

  private mutating func begin(_ reference: ReferenceDistribution) {
    self.reference = reference
    switch reference {
    case .numeric(let reference): numbers = NumericWindow(reference)
    case .categorical(let reference):
      let window = CategoryWindow(reference)
      places = classes.map { window.place(of: $0) }
      categories = window
    }
  }

  mutating func removeAll() {
    numbers?.removeAll()
    categories?.removeAll()
    if eventCount != nil { eventCount = 0 }
  }

  // MARK: Observing

  /// Takes the rows of a range, straight from the batch's columns where that is possible.
  mutating func observe(
    _ batch: SubjectBatch, range: Range<Int>, known: KnownValues, scratch: inout [Float]
  ) {
    if numbers != nil, let column = batch.column(source) {
      numbers!.observe(column.start, stride: column.stride, rows: range)
    } else {
      observe(batch, rows: range, known: known, scratch: &scratch)
    }
  }

  mutating func observe<Rows: RandomAccessCollection<Int>>(
    _ batch: SubjectBatch, rows: Rows, known: KnownValues, scratch: inout [Float]
  ) {
    guard eventCount == nil else {
      eventCount! += rows.count
      return
    }
    var rest = rows[...]
    if collector != nil {
      let first = rest.prefix(collector!.limit - collector!.count)
      rest = rest.dropFirst(first.count)
      collect(batch, rows: first, known: known, scratch: &scratch)
    }
    guard !rest.isEmpty else { return }
    if numbers != nil {
      guard batch.gather(source, rows: rest, known: known, into: &scratch) else { return }
      scratch.withUnsafeBufferPointer { numbers!.observe($0.baseAddress!, stride: 1, rows: 0..<$0.count) }
    } else if categories != nil {
      if case .category(let column) = source {
        categories!.observe(batch.categories[column], rows: rest.lazy.map { $0 + batch.firstRow })
      } else if let classes = batch.classes(source) {
        categories!.observe(classes, places: places, rows: rest)
      }
    }
  }

  private mutating func collect(
    _ batch: SubjectBatch, rows: some RandomAccessCollection<Int>, known: KnownValues, scratch: inout [Float]
  ) {
    if case .category(let column) = source {
      collector!.append(batch.categories[column], rows: rows.lazy.map { $0 + batch.firstRow })
    } else if collectsClasses, let classes = batch.classes(source) {
      collector!.append(classes, rows: rows)
    } else if batch.gather(source, rows: rows, known: known, into: &scratch) {
      collector!.append(numbers: scratch)
    }
    guard collector!.isFull else { return }
    let distribution = collector!.distribution(names: classes)
    collector = nil
    begin(distribution)
  }

  /// Rows of the window, those without a value too.
  var rowCount: Int {
    if let eventCount { return eventCount }
    if let collector { return collector.count }
    if let numbers { return numbers.count + numbers.missing }
    return categories.map { $0.count + $0.missing } ?? 0
  }

  // MARK: Closing

  /// Keeps the window for later ones to be compared with, where that is asked for.
  mutating func remember(number: Int64?) {
    if let eventCount, case .firstWindows(let wanted) = identity.basis {
      let known = usualCount ?? .init(total: 0, windowCount: 0)
      if known.windowCount < wanted {
        usualCount = .init(total: known.total + eventCount, windowCount: known.windowCount + 1)
      }
    }
    guard let number else { return }
    if let eventCount { history?.remember(eventCount, number: number) }
    if let numbers { history?.remember(numbers, number: number) }
    if let categories { history?.remember(categories, number: number) }
  }

  /// What the open window is compared with; nil where there is nothing yet.
  func past(number: Int64?) -> ReferenceDistribution? {
    guard let history, let reference else { return reference }
    return number.flatMap { history.reference(for: $0, grid: reference) }
  }

  /// What the open window's count is compared with; nil where there is nothing yet.
  func usualCount(number: Int64?) -> CountComparison.Reference? {
    if let history {
      return number.flatMap { history.count(for: $0) }.map { .init(total: $0, windowCount: 1) }
    }
    guard case .firstWindows(let wanted) = identity.basis, let usualCount, usualCount.windowCount >= wanted else {
      return nil
    }
    return usualCount
  }

  /// The outcome of a test that was made for the reference; nil where there is nothing to compare with yet.
  func compare(_ test: WindowTest, number: Int64?) -> WindowOutcome? {
    guard history != nil else { return compare(test) }
    return past(number: number).flatMap { compare(test.against($0)) }
  }

  private func compare(_ test: WindowTest) -> WindowOutcome? {
    if let numbers { return test.compare(numbers) }
    return categories.map { test.compare($0) }
  }

  /// Why there is nothing to compare with yet; nil where there is.
  var wait: String? {
    if let collector { return "\(identity.basis.text) are its reference, of which \(collector.count) have come" }
    if case .firstWindows(let wanted) = identity.basis, usualCount?.windowCount ?? 0 < wanted {
      return "\(identity.basis.text) are its reference, of which \(usualCount?.windowCount ?? 0) have come"
    }
    return nil
  }
}
