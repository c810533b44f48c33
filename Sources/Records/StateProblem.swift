/// Why bytes are not a state that can be gone on from.
package struct StateProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }

  static let endsEarly = StateProblem("it ends in the middle of a value")
}
