import Records
import Statistics

/// A window of categories, counted by the names of a reference; those it does not name are counted together.
struct CategoryWindow: Hashable, Sendable {
  private let names: [[UInt8]]
  /// Open addressing with a power of two of places: a name's index, or -1.
  private let table: [Int32]
  private(set) var counts: [Int]
  /// Rows of categories that the reference does not name.
  private(set) var unseen = 0
  private(set) var missing = 0

  init(_ reference: CategoricalReference) {
    names = reference.names
    counts = Array(repeating: 0, count: names.count)
    var places = 8
    while places < 4 * names.count { places *= 2 }
    var table = [Int32](repeating: -1, count: places)
    for (index, name) in names.enumerated() {
      var place = Self.hash(name[...]) & (places - 1)
      while table[place] >= 0 { place = (place + 1) & (places - 1) }
      table[place] = Int32(index)
    }
    self.table = table
  }

  private static func hash(_ name: ArraySlice<UInt8>) -> Int {
    var hash = FNV1a()
    name.withUnsafeBufferPointer { for byte in $0 { hash.combine(byte) } }
    return Int(truncatingIfNeeded: hash.value ^ (hash.value >> 32))
  }

  /// Rows with a value.
  var count: Int { counts.reduce(unseen, +) }

  /// Empties the window and keeps its storage.
  mutating func removeAll() {
    for index in counts.indices { counts[index] = 0 }
    unseen = 0
    missing = 0
  }

  mutating func observe(_ column: ByteColumn, rows: Range<Int>) {
    for row in rows {
      if column.isMissing(row) { missing += 1 } else { add(index(column[row])) }
    }
  }

  /// Counts classes by the place that each has among the reference's names (see `place(of:)`); -1 is unseen.
  mutating func observe(_ classes: UnsafeBufferPointer<Int32>, places: [Int], rows: Range<Int>) {
    for row in rows {
      let index = Int(classes[row])
      add(places.indices.contains(index) ? places[index] : -1)
    }
  }

  /// The place of a name among the reference's names; -1 for one that it does not name.
  func place(of name: String) -> Int { index(Array(name.utf8)[...]) }

  private mutating func add(_ index: Int) {
    if index >= 0 { counts[index] += 1 } else { unseen += 1 }
  }

  private func index(_ name: ArraySlice<UInt8>) -> Int {
    var place = Self.hash(name) & (table.count - 1)
    while table[place] >= 0 {
      let index = Int(table[place])
      if names[index].elementsEqual(name) { return index }
      place = (place + 1) & (table.count - 1)
    }
    return -1
  }

  mutating func merge(_ other: CategoryWindow) {
    precondition(names == other.names, "windows merge when they are counted by the same names")
    for index in counts.indices { counts[index] += other.counts[index] }
    unseen += other.unseen
    missing += other.missing
  }
}
