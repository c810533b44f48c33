import Records

/// A column of texts that an instruction reads, and where its rows begin.
struct TextSource {
  var column: ByteColumn
  var first: Int
  /// 0 for one text that stands for all rows, else 1.
  var step: Int

  @inline(__always)
  func withView<Result>(_ body: (TextView) -> Result) -> Result {
    column.withView(from: first, step: step, body)
  }
}
