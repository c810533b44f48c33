import Records

/// How often each value stands in a window: small open-addressing tables, one a key and lane, in shared room.
struct ValueCounts: Sendable {
  /// One table: its block and size. No table until the first value.
  private struct Table: Sendable {
    var block = 0
    var level: Int32 = -1
    var used: Int32 = 0
  }

  /// Tables begin with this many slots; each is a value's bits and its count, where 0 is free.
  private static let smallestSlotCount = 4

  private let maximum: Int
  private var tables: [Table] = []
  private var pool = BlockPool<UInt64>(unit: 2 * smallestSlotCount, filler: 0)

  init(maximum: Int) { self.maximum = maximum }

  mutating func appendTables(_ count: Int) { tables.append(contentsOf: repeatElement(Table(), count: count)) }

  /// Different values in the table.
  func count(_ table: Int) -> Int { Int(tables[table].used) }

  mutating func removeAll(_ table: Int) {
    if tables[table].level >= 0 { pool.release(tables[table].block, level: Int(tables[table].level)) }
    tables[table] = Table()
  }

  /// Returns whether the value is counted: not where the table is full and the value new.
  mutating func insert(_ value: Double, into table: Int) -> Bool {
    let bits = Self.bits(value)
    if tables[table].level < 0 { allocate(table, level: 0) }
    let place = find(bits, in: table)
    if pool.storage[place + 1] == 0 {
      if Int(tables[table].used) == maximum { return false }
      if (Int(tables[table].used) + 1) * 4 > slotCount(table) * 3 {
        grow(table)
        return insert(value, into: table)
      }
      pool.storage[place] = bits
      tables[table].used += 1
    }
    pool.storage[place + 1] += 1
    return true
  }

  /// Takes one of that value away; nothing where it is not counted.
  mutating func remove(_ value: Double, from table: Int) {
    guard tables[table].level >= 0 else { return }
    let place = find(Self.bits(value), in: table)
    guard pool.storage[place + 1] > 0 else { return }
    pool.storage[place + 1] -= 1
    if pool.storage[place + 1] == 0 {
      tables[table].used -= 1
      closeHole(place, in: table)
    }
  }

  private func slotCount(_ table: Int) -> Int { Self.smallestSlotCount << Int(tables[table].level) }

  /// One pattern for both zeros.
  private static func bits(_ value: Double) -> UInt64 { (value + 0).bitPattern }

  private func home(_ bits: UInt64, mask: Int) -> Int {
    Int(truncatingIfNeeded: (bits &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }

  /// The place in the pool of the value's slot, or of the free slot where it belongs.
  private func find(_ bits: UInt64, in table: Int) -> Int {
    let mask = slotCount(table) - 1
    let block = tables[table].block
    var slot = home(bits, mask: mask)
    while pool.storage[block + 2 * slot + 1] != 0, pool.storage[block + 2 * slot] != bits { slot = (slot + 1) & mask }
    return block + 2 * slot
  }

  private mutating func allocate(_ table: Int, level: Int) {
    let block = pool.allocate(level: level)
    for place in block..<block + 2 * (Self.smallestSlotCount << level) { pool.storage[place] = 0 }
    tables[table].block = block
    tables[table].level = Int32(level)
  }

  private mutating func grow(_ table: Int) {
    let old = tables[table]
    let oldSlotCount = slotCount(table)
    allocate(table, level: Int(old.level) + 1)
    for slot in 0..<oldSlotCount where pool.storage[old.block + 2 * slot + 1] != 0 {
      let place = find(pool.storage[old.block + 2 * slot], in: table)
      pool.storage[place] = pool.storage[old.block + 2 * slot]
      pool.storage[place + 1] = pool.storage[old.block + 2 * slot + 1]
    }
    pool.release(old.block, level: Int(old.level))
  }

  /// Moves later slots of the same run back, so that none is cut off from its home.
  private mutating func closeHole(_ place: Int, in table: Int) {
    let mask = slotCount(table) - 1
    let block = tables[table].block
    var hole = (place - block) / 2
    var slot = (hole + 1) & mask
    while pool.storage[block + 2 * slot + 1] != 0 {
      let distance = (slot - home(pool.storage[block + 2 * slot], mask: mask)) & mask
      if distance >= (slot - hole) & mask {
        pool.storage[block + 2 * hole] = pool.storage[block + 2 * slot]
        pool.storage[block + 2 * hole + 1] = pool.storage[block + 2 * slot + 1]
        pool.storage[block + 2 * slot + 1] = 0
        hole = slot
      }
      slot = (slot + 1) & mask
    }
  }

  var tableCount: Int { tables.count }

  mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.code(&tables, filler: Table()) { table, coder throws(StateProblem) in
      try coder.code(&table.block)
      try coder.code(&table.level)
      try coder.code(&table.used)
    }
    try pool.code(with: &coder)
    try coder.code(&pool.storage)
    for table in tables where table.level >= 0 {
      try coder.check(
        table.level < 32 && table.block >= 0
          && table.block + 2 * Self.smallestSlotCount << Int(table.level) <= pool.storage.count,
        "the counts of a key's values lie outside of their room")
    }
  }
}
