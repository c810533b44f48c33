import Records

extension KeyColumn {
  /// Hashes keys that are a text field's own bytes.
  mutating func hash(_ keys: TextView, rows: Int) {
    hashes.removeAll(keepingCapacity: true)
    for row in 0..<rows { hashes.append(keys[row].map { KeyHash.hash($0) } ?? 0) }
  }

  mutating func hashComposed(rows: Int) {
    hashes.removeAll(keepingCapacity: true)
    composed.withView { keys in
      for row in 0..<rows { hashes.append(keys[row].map { KeyHash.hash($0) } ?? 0) }
    }
  }

  /// Puts the keys together: of a number its eight bytes, of a text its length and bytes. A key with a missing part is
  /// missing.
  mutating func compose(_ fields: [Int], _ block: Block, _ schema: EventSchema) {
    composed.removeAll()
    for row in block.rows {
      scratch.removeAll(keepingCapacity: true)
      var isMissing = false
      for field in fields {
        if schema.fields[field].type.isNumeric {
          let value = block.events.numbers[field][row]
          isMissing = isMissing || value.isNaN
          // One pattern for both zeros.
          append((value + 0).bitPattern, byteCount: 8)
        } else {
          isMissing = isMissing || block.events.texts[field].isMissing(row)
          let bytes = block.events.texts[field][row]
          append(UInt64(bytes.count), byteCount: 4)
          scratch.append(contentsOf: bytes)
        }
      }
      if isMissing { composed.appendMissing() } else { composed.append(scratch) }
    }
  }

  private mutating func append(_ bits: UInt64, byteCount: Int) {
    for byte in 0..<byteCount { scratch.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte))) }
  }
}
