import Records

/// A window of categories, counted by the names of a reference; those it does not name are counted together.
struct CategoryWindow: Hashable, Sendable {
  private let index: NameIndex
  private(set) var counts: [Int]
  /// Rows of categories that the reference does not name.
  private(set) var unseen = 0
  private(set) var missing = 0

  init(_ reference: CategoricalReference) {
    index = NameIndex(reference.names)
    counts = Array(repeating: 0, count: reference.names.count)
  }

  /// Rows with a value.
  var count: Int { counts.reduce(unseen, +) }

  /// Empties the window and keeps its storage.
  mutating func removeAll() {
    for index in counts.indices { counts[index] = 0 }
    unseen = 0
    missing = 0
  }

  mutating func observe(_ column: ByteColumn, rows: some Sequence<Int>) {
    for row in rows {
      if column.isMissing(row) { missing += 1 } else { add(index.place(of: column[row])) }
    }
  }

  /// Counts classes by the place that each has among the reference's names (see `place(of:)`); -1 is unseen.
  mutating func observe(_ classes: UnsafeBufferPointer<Int32>, places: [Int], rows: some Sequence<Int>) {
    for row in rows {
      let index = Int(classes[row])
      add(places.indices.contains(index) ? places[index] : -1)
    }
  }

  /// The place of a name among the reference's names; -1 for one that it does not name.
  func place(of name: String) -> Int { index.place(of: Array(name.utf8)[...]) }

  private mutating func add(_ index: Int) {
    if index >= 0 { counts[index] += 1 } else { unseen += 1 }
  }

  mutating func merge(_ other: CategoryWindow) {
    precondition(index.names == other.index.names, "windows merge when they are counted by the same names")
    for index in counts.indices { counts[index] += other.counts[index] }
    unseen += other.unseen
    missing += other.missing
  }
}
