/// The keys of a block of rows, as a window reads them.
struct KeyView {
  var bytes: UnsafeRawBufferPointer
  var starts: UnsafePointer<Int32>
  /// -1 where the key is missing.
  var lengths: UnsafePointer<Int32>
  var hashes: UnsafePointer<UInt64>

  @inline(__always)
  func key(_ row: Int) -> UnsafeRawBufferPointer {
    let start = Int(starts[row])
    return UnsafeRawBufferPointer(rebasing: bytes[start..<start + Int(lengths[row])])
  }
}
