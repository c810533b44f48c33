/// From a key's hash to its record: open addressing with linear probing, at most two thirds full.
///
/// A slot is the upper half of the hash and the record's number plus one; 0 is free. The home slot comes from the upper
/// half too, so that removing (by shifting back, without tombstones) needs no record.
struct KeyIndex: Sendable {
  private var slots: [UInt64] = Array(repeating: 0, count: 16)
  private(set) var count = 0

  @inline(__always)
  private var mask: Int { slots.count - 1 }

  @inline(__always)
  private func home(_ tag: UInt64) -> Int {
    // The tag's bits again, so that tables beyond 2^16 do not use its lower ones alone.
    Int(truncatingIfNeeded: (tag &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }

  /// The record of that hash for which `matches` holds; -1 for none.
  @inline(__always)
  func find(_ hash: UInt64, _ matches: (Int) -> Bool) -> Int {
    let tag = hash >> 32
    return slots.withUnsafeBufferPointer { slots in
      var place = home(tag)
      while slots[place] != 0 {
        let record = Int(slots[place] & 0xffff_ffff) - 1
        if slots[place] >> 32 == tag, matches(record) { return record }
        place = (place + 1) & (slots.count - 1)
      }
      return -1
    }
  }

  /// The record that the hash most likely belongs to, unchecked; -1 for none.
  @inline(__always)
  func candidate(_ hash: UInt64) -> Int {
    let tag = hash >> 32
    return slots.withUnsafeBufferPointer { slots in
      let slot = slots[home(tag)]
      return slot >> 32 == tag ? Int(slot & 0xffff_ffff) - 1 : -1
    }
  }

  /// Makes room for so many records at once.
  mutating func reserve(_ records: Int) {
    while records * 3 > slots.count * 2 { grow() }
  }

  mutating func insert(_ hash: UInt64, record: Int) {
    if (count + 1) * 3 > slots.count * 2 { grow() }
    place(Self.slot(hash, record))
    count += 1
  }

  mutating func remove(_ hash: UInt64, record: Int) {
    let wanted = Self.slot(hash, record)
    var hole = home(hash >> 32)
    while slots[hole] != wanted {
      precondition(slots[hole] != 0, "only a record that is in the index can be removed")
      hole = (hole + 1) & mask
    }
    var place = (hole + 1) & mask
    while slots[place] != 0 {
      let distance = (place - home(slots[place] >> 32)) & mask
      if distance >= (place - hole) & mask {
        slots[hole] = slots[place]
        hole = place
      }
      place = (place + 1) & mask
    }
    slots[hole] = 0
    count -= 1
  }

  private static func slot(_ hash: UInt64, _ record: Int) -> UInt64 {
    (hash & 0xffff_ffff_0000_0000) | UInt64(record + 1)
  }

  private mutating func place(_ slot: UInt64) {
    var place = home(slot >> 32)
    while slots[place] != 0 { place = (place + 1) & mask }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for slot in old where slot != 0 { place(slot) }
  }
}
