import Testing

/// A good file with one thing made wrong, and the problem that must be listed for it.
struct FileFault: CustomTestStringConvertible, Sendable {
  /// The text of the design's example that is replaced.
  let good: String
  let bad: String
  /// As the command line prints it.
  let problem: String

  init(_ good: String, _ bad: String, _ problem: String) {
    self.good = good
    self.bad = bad
    self.problem = problem
  }

  var testDescription: String { bad }
}
