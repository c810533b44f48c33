import Records

extension JoinTable {
  /// Predictions whose wait ended without a label.
  package struct Expired: Sendable {
    package let records: RecordBatch
    /// The record's index in `records`, what was kept beside it, and when it had been written.
    package let rows: [(index: Int, half: Half, arrival: Timestamp)]
    /// When the wait of all of them was over.
    package let end: Timestamp
  }

  /// Gives up the oldest predictions that no label can come for any more, now that all labels written before
  /// `labelsReadUntil` have been read; nil when there are none.
  package mutating func takeExpired(labelsReadUntil time: Timestamp) -> Expired? {
    while nextExpiry <= time {
      let oldest = blocks.indices.filter { !blocks[$0].isExpired }.min { blocks[$0].end < blocks[$1].end }
      guard let block = oldest, blocks[block].end <= time else {
        nextExpiry = oldest.map { blocks[$0].end } ?? Timestamp(milliseconds: .max)
        return nil
      }
      blocks[block].expire()
      nextForgetting = min(nextForgetting, blocks[block].end)
      if notesOutcomes { noteOutcomes(of: block) }
      if let expired = expirePredictions(of: block) { return expired }
    }
    return nil
  }

  /// Notes of each prediction of a block whether it had its label, in the order they came.
  private mutating func noteOutcomes(of block: Int) {
    for row in blocks[block].rows.indices {
      guard let slot = findSlot(hash: blocks[block].rows[row].hash, row: row, ofBlock: block) else { continue }
      let state = slots[slot].state
      guard state == .matched || state == .prediction else { continue }
      outcomes.append((isAnswered: state == .matched, end: blocks[block].end))
    }
  }

  /// What became of the predictions whose wait has ended since the last call, where `notesOutcomes` says to note it.
  mutating func takeOutcomes() -> [(isAnswered: Bool, end: Timestamp)] {
    defer { outcomes.removeAll(keepingCapacity: true) }
    return outcomes
  }

  private mutating func expirePredictions(of block: Int) -> Expired? {
    guard blocks[block].predictionCount > 0, blocks[block].waitingCount > 0 else { return nil }
    let (records, rows, end) = (blocks[block].records, blocks[block].rows, blocks[block].end)
    var expired: [(index: Int, half: Half, arrival: Timestamp)] = []
    for row in rows.indices {
      guard let slot = findSlot(hash: rows[row].hash, row: row, ofBlock: block), slots[slot].state == .prediction
      else { continue }
      expired.append((row, rows[row].half, rows[row].arrival))
      close(Place(block: block, row: row, slot: slot), as: .expired)
    }
    expiredPredictionCount += expired.count
    return expired.isEmpty ? nil : Expired(records: records, rows: expired, end: end)
  }

  /// Forgets labels that no prediction can come for any more, and the hashes of what was settled, now that all
  /// predictions written before `predictionsReadUntil` have been read.
  package mutating func forget(predictionsReadUntil time: Timestamp) {
    guard nextForgetting <= time else { return }
    let due = blocks.indices.filter { blocks[$0].isExpired && blocks[$0].end <= time && !blocks[$0].rows.isEmpty }
    // From the back, so that the places of those before stay as they are.
    for block in due.reversed() {
      expiredLabelCount += forgetRows(of: block)
      drop(block)
    }
    nextForgetting =
      blocks.lazy.filter { !$0.rows.isEmpty && ($0.end > time || $0.isExpired) }.map(\.end).min()
      ?? Timestamp(milliseconds: .max)
  }

  /// Gives up the oldest block for want of room.
  mutating func evictOldestBlock() {
    guard
      let oldest = blocks.indices.filter({ !blocks[$0].rows.isEmpty }).min(by: { blocks[$0].end < blocks[$1].end })
    else { return }
    evictedCount += forgetRows(of: oldest)
    drop(oldest)
  }

  /// Takes the rows of a block out of the index.
  ///
  /// - Returns: how many of them waited.
  private mutating func forgetRows(of block: Int) -> Int {
    var waitingCount = 0
    for row in blocks[block].rows.indices {
      guard let slot = findSlot(hash: blocks[block].rows[row].hash, row: row, ofBlock: block) else { continue }
      let state = slots[slot].state
      if state == .prediction || state == .label { waitingCount += 1 }
      noteEnd(of: state)
      remove(slot: slot)
    }
    return waitingCount
  }
}
