import Records

/// Rows of a byte column, to be read without reference counting.
struct TextView {
  var bytes: UnsafeRawBufferPointer
  var starts: UnsafePointer<Int32>
  /// -1 where the text is missing.
  var lengths: UnsafePointer<Int32>
  /// 0 for a column of one text that stands for all rows, else 1.
  var step: Int

  /// The row's bytes; nil where it is missing.
  @inline(__always)
  subscript(row: Int) -> UnsafeRawBufferPointer? {
    let row = row * step
    guard lengths[row] >= 0 else { return nil }
    let start = Int(starts[row])
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(lengths[row])])
  }
}

extension ByteColumn {
  /// Calls `body` with the rows from `first` on. The column is not empty.
  @inline(__always)
  func withView<Result>(from first: Int = 0, step: Int = 1, _ body: (TextView) -> Result) -> Result {
    bytes.withUnsafeBytes { bytes in
      starts.withUnsafeBufferPointer { starts in
        lengths.withUnsafeBufferPointer { lengths in
          body(
            TextView(
              bytes: bytes, starts: starts.baseAddress! + first, lengths: lengths.baseAddress! + first, step: step))
        }
      }
    }
  }
}
