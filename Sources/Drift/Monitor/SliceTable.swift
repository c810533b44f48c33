import Records

/// A value of a category feature by which rows are told apart: a slot of a slice table.
struct SlicePlace: Hashable, Sendable {
  var table: Int
  var slot: Int
}

/// The values of one category feature whose rows are looked at by themselves, and a batch's rows sorted by them.
///
/// Where the reference names more values than may be followed, its most frequent ones are; otherwise those that come first.
/// The rows of all others make one slice, and so do those without a value.
struct SliceTable: Sendable {
  static let otherName = "(other)"
  static let missingName = "(missing)"

  let feature: String
  /// The feature's place among the categories.
  let column: Int
  let maximumCount: Int
  private var index: NameIndex
  /// Rows whose value is not followed by itself.
  private(set) var otherRowCount = 0
  private var slots: [Int32] = []
  /// The batch's rows, slot by slot, and where each slot's begin.
  private var order: [Int32] = []
  private var starts: [Int]

  init(feature: String, column: Int, maximumCount: Int, reference: CategoricalReference?) {
    self.feature = feature
    self.column = column
    self.maximumCount = maximumCount
    starts = Array(repeating: 0, count: maximumCount + 3)
    if let reference, reference.names.count > maximumCount {
      let frequent = reference.names.indices.sorted {
        (reference.counts[$1], $0) < (reference.counts[$0], $1)
      }
      index = NameIndex(frequent.prefix(maximumCount).map { reference.names[$0] })
    } else {
      index = NameIndex()
    }
  }

  private var otherSlot: Int { maximumCount }
  private var missingSlot: Int { maximumCount + 1 }
  var slotCount: Int { maximumCount + 2 }
  /// Whether no value is followed yet.
  var isEmpty: Bool { index.count == 0 && otherRowCount == 0 }

  func name(_ slot: Int) -> String {
    if slot == otherSlot { return Self.otherName }
    return slot == missingSlot ? Self.missingName : String(decoding: index.names[slot], as: UTF8.self)
  }

  /// Sorts the rows of a batch by their value; `firstRow` is where its rows begin in the column.
  mutating func sort(_ column: ByteColumn, firstRow: Int, rows: Range<Int>) {
    slots.removeAll(keepingCapacity: true)
    for slot in starts.indices { starts[slot] = 0 }
    for row in rows {
      let slot = slot(of: column, firstRow + row)
      slots.append(Int32(slot))
      starts[slot + 1] += 1
    }
    otherRowCount += starts[otherSlot + 1]
    for slot in 1..<starts.count { starts[slot] += starts[slot - 1] }
    if order.count < rows.count { order = Array(repeating: 0, count: rows.count) }
    // Filling moves each start to its end, which is the next one's start.
    for (offset, slot) in slots.enumerated() {
      order[starts[Int(slot)]] = Int32(rows.lowerBound + offset)
      starts[Int(slot)] += 1
    }
    for slot in stride(from: starts.count - 1, to: 0, by: -1) { starts[slot] = starts[slot - 1] }
    starts[0] = 0
  }

  private mutating func slot(of column: ByteColumn, _ row: Int) -> Int {
    if column.isMissing(row) { return missingSlot }
    let place = index.place(of: column[row])
    if place >= 0 { return place }
    guard index.count < maximumCount else { return otherSlot }
    index.append(column[row])
    return index.count - 1
  }

  /// The sorted batch's rows of a slot, in the order they came.
  func rows(_ slot: Int) -> LazyMapSequence<LazySequence<ArraySlice<Int32>>.Elements, Int> {
    order[starts[slot]..<starts[slot + 1]].lazy.map { Int($0) }
  }

  func hasRows(_ slot: Int) -> Bool { starts[slot] < starts[slot + 1] }
}
