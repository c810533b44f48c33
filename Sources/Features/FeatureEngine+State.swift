import Records

extension FeatureEngine {
  /// The windows as they stand: an engine of the same program that reads them goes on as this one would have, to the bit.
  ///
  /// - Throws: what does not fit the program; the engine is as it was then.
  package mutating func code(with coder: inout StateCoder) throws(StateProblem) {
    try coder.expect(windows.count, "the number of windows")
    var windows = windows
    for index in windows.indices { try windows[index].code(with: &coder) }
    self.windows = windows
  }
}
