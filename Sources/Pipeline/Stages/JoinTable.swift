import Records
import Statistics

/// What waits for its other half: predictions for their labels, and labels that came first.
///
/// Two halves of an id belong together when neither was written more than `wait` after the other, by their records'
/// timestamps; in what order they are read makes no difference, so that a replay joins what the first reading joined.
/// Waiting is counted in slices of a 64th of `wait`: a half waits to the end of its slice and `wait` more.
///
/// Entries lie in blocks by slice, found by an open-addressing index on a hash of the event's id. The bound is a number of
/// bytes; when it is reached the oldest block gives way and its entries are counted. Of an id that has been matched or given
/// up only the hash is kept until predictions have been read past its wait, so that a prediction delivered twice makes no
/// second example.
///
/// Two ids with one 64-bit hash count as one only when the first has been settled already: with ten million remembered
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
    /// A label that was written after its prediction's wait was over, or more than a wait before it.
    case late
    /// The other half waits at the place: read it, then `settle` it.
    case meets(Place)
  }

  /// Where an entry lies; good until the table is changed.
  package struct Place: Sendable {
    var block: Int
    var row: Int
    var slot: Int
  }

  enum State: UInt8, Sendable { case empty, prediction, label, matched, expired }

  /// 16 bytes, so that the index of a million waiting halves is 32 MB.
  struct Slot: Sendable {
    var hash: UInt64 = 0
    /// The number of the entry's block, and its row there.
    var block: UInt32 = 0
    var row: UInt16 = 0
    var state = State.empty
  }

  var slots: [Slot]
  var usedSlotCount = 0
  var blocks: [JoinBlock] = []
  /// The number of the first block in `blocks`, counted from the first ever and wrapping round.
  var firstBlock: UInt32 = 0
  /// The block that was added to last.
  private var current = 0
  var blockByteCount = 0
  /// Storage of a block that is done, for the next one.
  private var spareRecords = RecordBatch()

  /// How long a half waits, in milliseconds, and the slices that it is counted in.
  private let waitMilliseconds: Int64
  private let sliceMilliseconds: Int64
  /// When the waits of the blocks end that are to be looked at next; later than the first of them never.
  var nextExpiry = Timestamp(milliseconds: .max)
  var nextForgetting = Timestamp(milliseconds: .max)

  package let maximumByteCount: Int
  /// Halves given up for want of room.
  package internal(set) var evictedCount = 0
  /// Predictions whose wait ended without a label.
  package internal(set) var expiredPredictionCount = 0
  /// Labels whose wait ended without a prediction, and labels that came after their prediction's wait.
  package internal(set) var expiredLabelCount = 0
  /// Whether it is noted of each prediction, when its wait ends, whether it had its label.
  package var notesOutcomes = false
  var outcomes: [(isAnswered: Bool, end: Timestamp)] = []
  /// Second predictions or labels of an id.
  package private(set) var duplicateCount = 0
  /// Predictions waiting now.
  package private(set) var waitingPredictionCount = 0
  /// Labels waiting now.
  package private(set) var waitingLabelCount = 0

  private static let slicesInWait: Int64 = 64
  /// Timestamps are clamped to this many milliseconds about 1970, so that sums of them cannot overflow.
  private static let timeBound: Int64 = 1 << 60

  /// - Parameter maximumByteCount: the bound on blocks and index together.
  package init(wait: Duration, maximumByteCount: Int = 256 << 20) {
    waitMilliseconds = max(0, min(Self.timeBound, wait.milliseconds))
    sliceMilliseconds = Self.slice(ofWait: wait).milliseconds
    self.maximumByteCount = maximumByteCount
    slots = Array(repeating: Slot(), count: 1 << 10)
  }

  /// What waiting is counted in.
  package static func slice(ofWait wait: Duration) -> Duration {
    .milliseconds(max(1, min(timeBound, wait.milliseconds) / slicesInWait))
  }

  /// The bytes held by blocks and index.
  package var byteCount: Int { blockByteCount + slots.count * MemoryLayout<Slot>.stride }

  // MARK: Adding

  /// Adds a prediction: record `index` of `batch`, whose key is the event's id.
  package mutating func addPrediction(
    _ prediction: Half, record index: Int, of batch: RecordBatch, arrival: Timestamp
  ) -> Outcome {
    // One call within the closure: for each that only reads, the table would be copied there.
    batch.withKey(index) { id in
      add(prediction, id: id ?? .init(start: nil, count: 0), record: index, of: batch, arrival: arrival)
    }
  }

  private mutating func add(
    _ prediction: Half, id: UnsafeRawBufferPointer, record index: Int, of batch: RecordBatch, arrival: Timestamp
  ) -> Outcome {
    let hash = Self.hash(id)
    if let slot = find(id, hash: hash) {
      guard slots[slot].state == .label else { return noteDuplicate() }
      let place = place(ofSlot: slot)
      if belongs(arrival, to: place) { return .meets(place) }
      expiredLabelCount += 1
      forgetEntry(place)
    }
    let block = openBlock(at: arrival)
    let row = JoinBlock.Row(hash: hash, arrival: arrival, half: prediction)
    blockByteCount += blocks[block].addPrediction(row, record: index, of: batch)
    waitingPredictionCount += 1
    addToIndex(hash, as: .prediction, in: block)
    return .waits
  }

  /// Adds a label; its value comes back as the waiting record's value.
  package mutating func addLabel(
    _ label: Half, id: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, arrival: Timestamp
  ) -> Outcome {
    let hash = Self.hash(id)
    if let slot = find(id, hash: hash) {
      switch slots[slot].state {
      case .prediction where belongs(arrival, to: place(ofSlot: slot)): return .meets(place(ofSlot: slot))
      case .prediction, .expired: return noteLate()
      case .label, .matched, .empty: return noteDuplicate()
      }
    }
    let block = openBlock(at: arrival)
    let row = JoinBlock.Row(hash: hash, arrival: arrival, half: label)
    blockByteCount += blocks[block].addLabel(row, id: id, value: value)
    waitingLabelCount += 1
    addToIndex(hash, as: .label, in: block)
    return .waits
  }

  /// Whether a half written at a time and the one that waits were written within each other's wait.
  private func belongs(_ arrival: Timestamp, to place: Place) -> Bool {
    arrival < blocks[place.block].end && blocks[place.block].rows[place.row].arrival < end(ofSlice: slice(of: arrival))
  }

  private mutating func noteDuplicate() -> Outcome {
    duplicateCount += 1
    return .duplicate
  }

  /// Counts a label whose prediction had been given up when it came.
  package mutating func noteLate() -> Outcome {
    expiredLabelCount += 1
    return .late
  }

  /// Puts the newest row of a block into the index.
  private mutating func addToIndex(_ hash: UInt64, as state: State, in block: Int) {
    place(
      Slot(
        hash: hash, block: number(ofBlock: block), row: UInt16(blocks[block].rows.count - 1), state: state))
    usedSlotCount += 1
  }

  // MARK: Matching

  /// Calls `body` with the waiting half's record, as a batch and the index in it, and with what was kept beside it.
  package func withRecord<Result>(
    at place: Place, _ body: (RecordBatch, Int, Half) throws -> Result
  ) rethrows -> Result {
    try body(blocks[place.block].records, place.row, blocks[place.block].rows[place.row].half)
  }

  /// When the wait of the half at the place is over: a half that was written by then does not belong to it.
  package func end(of place: Place) -> Timestamp { blocks[place.block].end }

  /// Marks the waiting half as matched: its bytes go, its hash stays until the wait is over.
  package mutating func settle(_ place: Place) { close(place, as: .matched) }

  // MARK: Entries

  func place(ofSlot slot: Int) -> Place {
    Place(block: index(ofBlock: slots[slot].block), row: Int(slots[slot].row), slot: slot)
  }

  /// Ends a half's waiting; its hash stays.
  mutating func close(_ place: Place, as state: State) {
    noteEnd(of: slots[place.slot].state)
    slots[place.slot].state = state
    blocks[place.block].waitingCount -= 1
    releaseIfDone(place.block)
  }

  /// Ends a half's waiting, hash and all.
  private mutating func forgetEntry(_ place: Place) {
    noteEnd(of: slots[place.slot].state)
    remove(slot: place.slot)
    blocks[place.block].waitingCount -= 1
    releaseIfDone(place.block)
  }

  mutating func noteEnd(of state: State) {
    switch state {
    case .prediction: waitingPredictionCount -= 1
    case .label: waitingLabelCount -= 1
    case .matched, .expired, .empty: break
    }
  }

  /// A block's bytes go as soon as nothing in it waits and nothing more will be added; its rows stay for their hashes.
  private mutating func releaseIfDone(_ block: Int) {
    guard blocks[block].waitingCount == 0, block != current, !blocks[block].rows.isEmpty else { return }
    release(block)
  }

  private mutating func release(_ block: Int) {
    blockByteCount -= blocks[block].byteCount
    var records = blocks[block].takeRecords()
    blockByteCount += blocks[block].byteCount
    guard !records.isEmpty else { return }
    records.removeAll()
    spareRecords = records
  }

  // MARK: Blocks

  /// The block for a half written at a time, with room made for it.
  private mutating func openBlock(at arrival: Timestamp) -> Int {
    if (usedSlotCount + 1) * 2 > slots.count { growIndex() }
    while byteCount > maximumByteCount, blocks.contains(where: { !$0.rows.isEmpty }) { evictOldestBlock() }
    let time = Self.clamped(arrival)
    if takes(current, time) { return current }
    let left = current
    if let open = blocks.indices.last(where: { takes($0, time) }) {
      current = open
    } else {
      let slice = slice(of: arrival)
      blocks.append(
        JoinBlock(
          slice: slice * sliceMilliseconds..<(slice + 1) * sliceMilliseconds, end: end(ofSlice: slice),
          storage: spareRecords))
      spareRecords = RecordBatch()
      current = blocks.count - 1
      nextExpiry = min(nextExpiry, blocks[current].end)
      nextForgetting = min(nextForgetting, blocks[current].end)
    }
    if blocks.indices.contains(left) { releaseIfDone(left) }
    return current
  }

  /// When the wait of what was written in a slice is over.
  private func end(ofSlice slice: Int64) -> Timestamp {
    Timestamp(milliseconds: (slice + 1) * sliceMilliseconds + waitMilliseconds)
  }

  /// Whether a half written at a time, in milliseconds, goes into the block.
  ///
  /// Here, and not a method of the block, which would be copied for the call.
  private func takes(_ block: Int, _ time: Int64) -> Bool {
    blocks.indices.contains(block) && blocks[block].slice.contains(time) && !blocks[block].isClosed
      && blocks[block].rows.count < JoinBlock.maximumRowCount
      && blocks[block].records.byteCount < JoinBlock.maximumRecordByteCount
  }

  private static func clamped(_ arrival: Timestamp) -> Int64 {
    max(-timeBound, min(timeBound, arrival.milliseconds))
  }

  private func slice(of arrival: Timestamp) -> Int64 {
    let (quotient, remainder) = Self.clamped(arrival).quotientAndRemainder(dividingBy: sliceMilliseconds)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Takes a block out, and the emptied ones at the front with it.
  mutating func drop(_ block: Int) {
    release(block)
    blockByteCount -= blocks[block].byteCount
    blocks[block].clear()
    let emptied = blocks.prefix { $0.isClosed && $0.rows.isEmpty }.count
    guard emptied > 0 else { return }
    blocks.removeFirst(emptied)
    firstBlock &+= UInt32(truncatingIfNeeded: emptied)
    current -= emptied
  }
}
