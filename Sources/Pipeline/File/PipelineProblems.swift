/// Everything that is wrong in a pipeline file, in the order of its lines.
package struct PipelineProblems: Hashable, Sendable, Error, CustomStringConvertible {
  /// Never empty.
  package let problems: [PipelineProblem]

  package init(_ problems: [PipelineProblem]) {
    self.problems = problems.enumerated()
      .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
      .map(\.element)
  }

  /// One problem a line.
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
