import Records
import Statistics

/// The index: open addressing with linear probing, at most half full.
extension JoinTable {
  static func hash(_ id: UnsafeRawBufferPointer) -> UInt64 {
    var hash = FNV1a()
    hash.combine(id)
    // FNV's low bits are weak for short keys; a multiply and a shift spread them (SplitMix64's finaliser).
    var mixed = hash.value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// The number of a block, counted from the first ever and wrapping round.
  func number(ofBlock index: Int) -> UInt32 { firstBlock &+ UInt32(truncatingIfNeeded: index) }

  func index(ofBlock number: UInt32) -> Int { Int(number &- firstBlock) }

  func find(_ id: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].state != .empty {
      if slots[index].hash == hash, holds(slots[index], id: id) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  private func holds(_ slot: Slot, id: UnsafeRawBufferPointer) -> Bool {
    if slot.state == .matched || slot.state == .expired { return true }
    return blocks[index(ofBlock: slot.block)].records.withKey(Int(slot.row)) { key in
      key?.hasSameBytes(as: id) ?? id.isEmpty
    }
  }

  /// The slot of a block's row, unless the row's id has gone already.
  func findSlot(hash: UInt64, row: Int, ofBlock block: Int) -> Int? {
    let mask = slots.count - 1
    let number = number(ofBlock: block)
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].state != .empty {
      if slots[index].hash == hash, slots[index].block == number, slots[index].row == UInt16(row) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[index].state != .empty { index = (index + 1) & mask }
    slots[index] = slot
  }

  /// Removes by shifting back what was pushed past the gap, so that the index needs no tombstones.
  mutating func remove(slot: Int) {
    let mask = slots.count - 1
    var gap = slot
    var index = (gap + 1) & mask
    while slots[index].state != .empty {
      let home = Int(truncatingIfNeeded: slots[index].hash) & mask
      if (index - home) & mask >= (index - gap) & mask {
        slots[gap] = slots[index]
        gap = index
      }
      index = (index + 1) & mask
    }
    slots[gap] = Slot()
    usedSlotCount -= 1
  }

  mutating func growIndex() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.state != .empty { place(slot) }
  }
}
