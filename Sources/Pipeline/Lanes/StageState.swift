import Records

/// A stage's state, or a part of it that is kept by itself: a value that can be taken along to another thread, written
/// down there, and gone on from.
package protocol StageState: Sendable {
  /// Writes the state, or becomes the one that is read.
  ///
  /// - Throws: what does not fit; the state must not be used then.
  mutating func code(with coder: inout StateCoder) throws(StateProblem)
}

extension Never: StageState {
  package mutating func code(with coder: inout StateCoder) throws(StateProblem) {}
}
