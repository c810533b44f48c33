import Records

/// A test that looks at each value as it comes, and compares the newest stretch of the stream with what came before.
protocol StreamingTest: Sendable {
  /// Takes the next value and says whether drift is detected there.
  ///
  /// - Parameters:
  ///   - value: finite.
  ///   - mark: where the value stands in the stream, as `StreamEvidence.since` gives it back: a time, or an index.
  mutating func update(_ value: Double, at mark: Int64) -> Bool

  /// The figures of the newest detection; before the first one, of the newest value, as far as they are known.
  var evidence: StreamEvidence { get }

  /// Writes what it has learned, or becomes a test that has learned what is read. Its settings are not part of that.
  mutating func code(with coder: inout StateCoder) throws(StateProblem)
}
