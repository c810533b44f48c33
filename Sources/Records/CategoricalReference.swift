/// How often each category stood in a column.
package struct CategoricalReference: Hashable, Sendable {
  /// How many categories are named; the rows of rarer ones are counted together in `other`.
  package static let nameLimit = 1_000

  /// The categories' bytes, in bytewise order.
  package let names: [[UInt8]]
  /// Rows of each.
  package let counts: [Int]
  /// Rows of the categories that are not named.
  package let other: Int
  /// Rows without a value.
  package let missing: Int

  /// Rows with a value.
  package let count: Int

  package init(names: [[UInt8]], counts: [Int], other: Int, missing: Int) {
    precondition(names.count == counts.count, "each category has its count")
    self.names = names
    self.counts = counts
    self.other = other
    self.missing = missing
    count = counts.reduce(other, +)
  }

  package init(_ column: ByteColumn) {
    var tally: [[UInt8]: Int] = [:]
    var missing = 0
    for row in 0..<column.count {
      if column.isMissing(row) { missing += 1 } else { tally[Array(column[row]), default: 0] += 1 }
    }
    self.init(tally: tally, missing: missing)
  }

  /// Class indices into `names`; an index outside of it is missing.
  package init(classes: some Sequence<Int>, names: [String]) {
    var counts = [Int](repeating: 0, count: names.count)
    var missing = 0
    for index in classes {
      if counts.indices.contains(index) { counts[index] += 1 } else { missing += 1 }
    }
    var tally: [[UInt8]: Int] = [:]
    for (name, count) in zip(names, counts) { tally[Array(name.utf8), default: 0] += count }
    self.init(tally: tally, missing: missing)
  }

  private init(tally: [[UInt8]: Int], missing: Int) {
    let byCount = tally.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    let named = byCount.prefix(Self.nameLimit).sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let other = byCount.dropFirst(Self.nameLimit).reduce(0) { $0 + $1.value }
    self.init(names: named.map(\.key), counts: named.map(\.value), other: other, missing: missing)
  }

  /// The category as text.
  package func name(_ index: Int) -> String { String(decoding: names[index], as: UTF8.self) }
}
