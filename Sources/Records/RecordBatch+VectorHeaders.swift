extension RecordBatch {
  /// Where the parts of a record's feature vector lie in the arena.
  struct VectorHeaders {
    var features: Range<Int>?
    var categories: Range<Int>?
    var layout: UInt64?
  }

  /// The headers of a prediction or an example; of headers of one name the first counts.
  func vectorHeaders(_ index: Int) -> VectorHeaders {
    var headers = VectorHeaders()
    withArena { arena in
      forEachHeader(index) { name, value in
        let start = value.baseAddress.map { arena.baseAddress!.distance(to: $0) } ?? 0
        let range = start..<start + value.count
        if headers.features == nil, name.holds("features") {
          headers.features = range
        } else if headers.layout == nil, value.count == 8, name.holds("layout") {
          headers.layout = UInt64(littleEndian: value.loadUnaligned(as: UInt64.self))
        } else if headers.categories == nil, name.holds("categories") {
          headers.categories = range
        }
      }
    }
    return headers
  }
}
