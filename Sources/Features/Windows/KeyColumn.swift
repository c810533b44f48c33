import Records

/// The window keys of a block of rows: their hashes, and their bytes where they are not a text field's own.
struct KeyColumn: Sendable {
  /// A hash a row; meaningless where the key is missing.
  var hashes: [UInt64] = []
  /// The bytes of keys that are put together or numeric, a row of the block each.
  var composed = ByteColumn()
  /// The key being put together.
  var scratch: [UInt8] = []
}
