/// One thing that is wrong in a pipeline file, with its place and what would be right.
package struct PipelineProblem: Hashable, Sendable, Codable, Error {
  package let file: String
  /// From 1.
  package let line: Int
  /// The keys that lead to it, such as `drift.detectors.score-shift.alpha`; empty for the file as a whole.
  package let path: String
  /// What is wrong.
  package let problem: String
  /// What would be right.
  package let remedy: String

  package init(file: String, line: Int, path: String, problem: String, remedy: String) {
    self.file = file
    self.line = line
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }
}

extension PipelineProblem: CustomStringConvertible {
  /// `file:line: path: what is wrong; what would be right`
  package var description: String {
    "\(file):\(line): \(path.isEmpty ? "" : "\(path): ")\(problem); \(remedy)"
  }
}
