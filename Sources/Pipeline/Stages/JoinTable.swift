import Records
import Statistics

/// What waits for its other half: predictions for their labels, and labels that came first.
///
/// Entries lie in arrival order in blocks, found by an open-addressing index on a hash of the event's id. The bound is a
/// number of bytes; when it is reached the oldest block gives way and its entries are counted. Of an id that has been
/// matched only the hash is kept until the wait is over, so that a prediction delivered twice makes no second example.
///
/// Two ids with one 64-bit hash count as one only when the first has been matched already: with ten million remembered
/// that befalls one event in 10^12.
package struct JoinTable: Sendable {
  /// What is kept of a half beside its record: of a prediction, enough to judge it when the label comes.
  package struct Half: Sendable {
    package var model: ModelVersion
    package var score: Float
    /// The predicted class's number, or the value of a regression; NaN where the model had no answer.
    package var answer: Double
    /// The event's time; the label's, for a label.
    package var time: Timestamp
    /// Whether an earlier run of the stage has dealt with the record: two such halves make no example again.
    package var isReplayed: Bool

    package init(model: ModelVersion, score: Float, answer: Double, time: Timestamp, isReplayed: Bool = false) {
      self.model = model
      self.score = score
      self.answer = answer
      self.time = time
      self.isReplayed = isReplayed
    }

    /// A label that came before its prediction.
    package static func label(time: Timestamp, isReplayed: Bool = false) -> Half {
      Half(model: .prior, score: .nan, answer: .nan, time: time, isReplayed: isReplayed)
    }
  }

  /// What became of a half that was added.
  package enum Outcome: Sendable {
    /// It waits for the other.
    case waits
    /// This half of the id has come before; the first one is kept.
    case duplicate
    /// The other half waits at the place: read it, then `settle` it.
    case meets(Place)
  }

  /// Where an entry lies; good until the table is changed.
  package struct Place: Sendable {
    fileprivate var block: Int
    fileprivate var row: Int
    fileprivate var slot: Int
  }

  fileprivate enum State: UInt8, Sendable { case empty, prediction, label, matched }

  private struct Slot: Sendable {
    var hash: UInt64 = 0
    var state = State.empty
    /// The entry's block, counted from the first block ever, and its row there.
    var block: Int64 = 0
    var row: Int32 = 0
  }

  private struct Row: Sendable {
    var hash: UInt64
    var arrival: Timestamp
    var half: Half
    var isDone = false
  }

  private struct Block: Sendable {
    var rows: [Row] = []
    /// A record a row: the prediction as it came, or the label's value; the event's id as key.
    var records = RecordBatch()
    var waitingCount = 0
    /// Rows before this one have expired.
    var firstRow = 0

    var byteCount: Int {
      records.byteCount + records.count * MemoryLayout<RecordBatch.Entry>.stride
        + rows.count * MemoryLayout<Row>.stride
    }
  }

  private static let rowsInBlock = 4_096
  private static let bytesInBlock = 1 << 20

  private var slots: [Slot]
  private var usedSlotCount = 0
  private var blocks: [Block] = [Block()]
  /// The number of the first block in `blocks`, counted from the first ever.
  private var firstBlock: Int64 = 0
  private var sealedByteCount = 0

  package let maximumByteCount: Int
  /// How long a half waits, from its arrival.
  package let wait: Duration
  /// Halves given up for want of room.
  package private(set) var evictedCount = 0
  /// Predictions whose wait ended without a label.
  package private(set) var expiredPredictionCount = 0
  /// Labels whose wait ended without a prediction.
  package private(set) var expiredLabelCount = 0
  /// Second predictions or labels of an id.
  package private(set) var duplicateCount = 0
  /// Predictions waiting now.
  package private(set) var waitingPredictionCount = 0
  /// Labels waiting now.
  package private(set) var waitingLabelCount = 0

  /// - Parameter maximumByteCount: the bound on blocks and index together.
  package init(wait: Duration, maximumByteCount: Int = 256 << 20) {
    self.wait = wait
    self.maximumByteCount = maximumByteCount
    slots = Array(repeating: Slot(), count: 1 << 10)
  }

  /// The bytes held by blocks and index.
  package var byteCount: Int {
    sealedByteCount + (blocks.last?.byteCount ?? 0) + slots.count * MemoryLayout<Slot>.stride
  }

  // MARK: Adding

  /// Adds a prediction: record `index` of `batch`, whose key is the event's id.
  package mutating func addPrediction(
    _ prediction: Half, record index: Int, of batch: RecordBatch, arrival: Timestamp
  ) -> Outcome {
    batch.withKey(index) { id in
      let id = id ?? UnsafeRawBufferPointer(start: nil, count: 0)
      let hash = Self.hash(id)
      if let outcome = meet(id, hash: hash, other: .label) { return outcome }
      makeRoom()
      let last = blocks.count - 1
      blocks[last].records.append(index, of: batch, topic: .examples)
      insert(Row(hash: hash, arrival: arrival, half: prediction), as: .prediction)
      return .waits
    }
  }

  /// Adds a label; its value comes back as the waiting record's value.
  package mutating func addLabel(
    _ label: Half, id: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, arrival: Timestamp
  ) -> Outcome {
    let hash = Self.hash(id)
    if let outcome = meet(id, hash: hash, other: .prediction) { return outcome }
    makeRoom()
    let last = blocks.count - 1
    blocks[last].records.begin(topic: .labels, timestamp: label.time)
    blocks[last].records.appendKey(id)
    blocks[last].records.appendValue(value)
    insert(Row(hash: hash, arrival: arrival, half: label), as: .label)
    return .waits
  }

  private mutating func meet(_ id: UnsafeRawBufferPointer, hash: UInt64, other: State) -> Outcome? {
    guard let slot = find(id, hash: hash) else { return nil }
    guard slots[slot].state == other else {
      duplicateCount += 1
      return .duplicate
    }
    return .meets(Place(block: Int(slots[slot].block - firstBlock), row: Int(slots[slot].row), slot: slot))
  }

  // MARK: Matching

  /// Calls `body` with the waiting half's record, as a batch and the index in it, and with what was kept beside it.
  package func withRecord<Result>(
    at place: Place, _ body: (RecordBatch, Int, Half) throws -> Result
  ) rethrows -> Result {
    try body(
      blocks[place.block].records, place.row, blocks[place.block].rows[place.row].half)
  }

  /// Marks the waiting half as matched: its bytes go, its hash stays until the wait is over.
  package mutating func settle(_ place: Place) {
    forget(slots[place.slot].state)
    slots[place.slot].state = .matched
    release(row: place.row, ofBlock: place.block)
  }

  // MARK: Expiry

  /// Takes the oldest prediction whose wait was over at `now`, calling `body` with its record; false when there is none.
  ///
  /// Labels and matched ids whose time is over go on the way.
  package mutating func expireNext(
    now: Timestamp, _ body: (RecordBatch, Int, Half, _ arrival: Timestamp) throws -> Void
  ) rethrows -> Bool {
    while true {
      let row = blocks[0].firstRow
      guard row < blocks[0].rows.count else {
        guard dropFirstBlock() else { return false }
        continue
      }
      guard now - blocks[0].rows[row].arrival >= wait else { return false }
      let slot = findSlot(ofRow: row)
      let state = slot.map { slots[$0].state } ?? .empty
      if state == .prediction { try withFirstBlock(row: row, body) }
      blocks[0].firstRow += 1
      if let slot { remove(slot: slot) }
      if !blocks[0].rows[row].isDone { release(row: row, ofBlock: 0) }
      forget(state)
      if state == .label { expiredLabelCount += 1 }
      if state == .prediction {
        expiredPredictionCount += 1
        return true
      }
    }
  }

  /// Apart, so that no copy of the block is alive when it is changed next.
  private func withFirstBlock(row: Int, _ body: (RecordBatch, Int, Half, Timestamp) throws -> Void) rethrows {
    try body(blocks[0].records, row, blocks[0].rows[row].half, blocks[0].rows[row].arrival)
  }

  // MARK: Blocks

  private mutating func makeRoom() {
    let last = blocks.count - 1
    if blocks[last].rows.count >= Self.rowsInBlock || blocks[last].records.byteCount >= Self.bytesInBlock {
      sealedByteCount += blocks[last].byteCount
      blocks.append(Block())
    }
    while byteCount > maximumByteCount, blocks.count > 1 { evictFirstBlock() }
    if (usedSlotCount + 1) * 2 > slots.count { growIndex() }
  }

  private mutating func insert(_ row: Row, as state: State) {
    let last = blocks.count - 1
    blocks[last].rows.append(row)
    blocks[last].waitingCount += 1
    if state == .prediction { waitingPredictionCount += 1 } else { waitingLabelCount += 1 }
    place(
      Slot(
        hash: row.hash, state: state, block: firstBlock + Int64(last), row: Int32(blocks[last].rows.count - 1)))
    usedSlotCount += 1
  }

  /// A block's bytes go as soon as nothing in it waits; its rows stay for their hashes.
  private mutating func release(row: Int, ofBlock block: Int) {
    blocks[block].rows[row].isDone = true
    blocks[block].waitingCount -= 1
    if blocks[block].waitingCount == 0, block < blocks.count - 1 {
      sealedByteCount -= blocks[block].byteCount
      blocks[block].records = RecordBatch()
      sealedByteCount += blocks[block].byteCount
    }
  }

  private mutating func dropFirstBlock() -> Bool {
    guard blocks.count > 1 else {
      if !blocks[0].rows.isEmpty {
        blocks[0] = Block()
        firstBlock += 1
      }
      return false
    }
    sealedByteCount -= blocks[0].byteCount
    blocks.removeFirst()
    firstBlock += 1
    return true
  }

  private mutating func evictFirstBlock() {
    for row in blocks[0].firstRow..<blocks[0].rows.count {
      guard let slot = findSlot(ofRow: row) else { continue }
      if slots[slot].state != .matched { evictedCount += 1 }
      forget(slots[slot].state)
      remove(slot: slot)
    }
    _ = dropFirstBlock()
  }

  private mutating func forget(_ state: State) {
    switch state {
    case .prediction: waitingPredictionCount -= 1
    case .label: waitingLabelCount -= 1
    case .matched, .empty: break
    }
  }

  // MARK: Index

  private static func hash(_ id: UnsafeRawBufferPointer) -> UInt64 {
    var hash = FNV1a()
    hash.combine(id)
    // FNV's low bits are weak for short keys; a multiply and a shift spread them (SplitMix64's finaliser).
    var mixed = hash.value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  private func find(_ id: UnsafeRawBufferPointer, hash: UInt64) -> Int? {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].state != .empty {
      if slots[index].hash == hash, slots[index].state == .matched || holds(slots[index], id: id) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  private func holds(_ slot: Slot, id: UnsafeRawBufferPointer) -> Bool {
    blocks[Int(slot.block - firstBlock)].records.withKey(Int(slot.row)) { key in
      key?.elementsEqual(id) ?? id.isEmpty
    }
  }

  /// The slot of a row of the first block, unless the row's id has gone already.
  private func findSlot(ofRow row: Int) -> Int? {
    let hash = blocks[0].rows[row].hash
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index].state != .empty {
      if slots[index].hash == hash, slots[index].block == firstBlock, slots[index].row == Int32(row) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  private mutating func place(_ slot: Slot) {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: slot.hash) & mask
    while slots[index].state != .empty { index = (index + 1) & mask }
    slots[index] = slot
  }

  /// Removes by shifting back what was pushed past the gap, so that the index needs no tombstones.
  private mutating func remove(slot: Int) {
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

  private mutating func growIndex() {
    let old = slots
    slots = Array(repeating: Slot(), count: old.count * 2)
    for slot in old where slot.state != .empty { place(slot) }
  }
}
