import Records

/// The first rows of a subject, until they are enough to be its reference.
struct ReferenceCollector: Sendable {
  let limit: Int
  private(set) var numbers: [Float] = []
  private(set) var texts = ByteColumn()
  private(set) var classes: [Int] = []

  init(limit: Int) { self.limit = limit }

  var count: Int { max(numbers.count, texts.count, classes.count) }
  var isFull: Bool { count >= limit }

  mutating func append(numbers values: [Float]) { numbers += values }

  mutating func append(_ column: ByteColumn, rows: some Sequence<Int>) {
    for row in rows { texts.append(row, of: column) }
  }

  mutating func append(_ values: UnsafeBufferPointer<Int32>, rows: some Sequence<Int>) {
    for row in rows { classes.append(Int(values[row])) }
  }

  /// - Parameter names: of the classes.
  func distribution(names: [String]) -> ReferenceDistribution {
    if texts.count > 0 { return ReferenceDistribution(categories: texts) }
    if !classes.isEmpty { return ReferenceDistribution(classes: classes, names: names) }
    return ReferenceDistribution(numbers: numbers)
  }
}
