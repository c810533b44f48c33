import Statistics

/// Finds a name's place among many without an allocation: open addressing with a power of two of places.
struct NameIndex: Hashable, Sendable {
  private(set) var names: [[UInt8]]
  /// A name's place, or -1.
  private var table: [Int32]

  init(_ names: [[UInt8]] = []) {
    self.names = []
    table = Array(repeating: -1, count: 8)
    for name in names { append(name[...]) }
  }

  var count: Int { names.count }

  private static func hash(_ name: ArraySlice<UInt8>) -> Int {
    var hash = FNV1a()
    name.withUnsafeBufferPointer { for byte in $0 { hash.combine(byte) } }
    return Int(truncatingIfNeeded: hash.value ^ (hash.value >> 32))
  }

  /// The name's place; -1 where it is none of them.
  func place(of name: ArraySlice<UInt8>) -> Int {
    var slot = Self.hash(name) & (table.count - 1)
    while table[slot] >= 0 {
      let place = Int(table[slot])
      if names[place].elementsEqual(name) { return place }
      slot = (slot + 1) & (table.count - 1)
    }
    return -1
  }

  /// Adds a name that is not among them yet.
  mutating func append(_ name: ArraySlice<UInt8>) {
    names.append(Array(name))
    if 4 * names.count > table.count {
      table = Array(repeating: -1, count: 2 * table.count)
      for place in names.indices { insert(place) }
    } else {
      insert(names.count - 1)
    }
  }

  private mutating func insert(_ place: Int) {
    var slot = Self.hash(names[place][...]) & (table.count - 1)
    while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = Int32(place)
  }
}
