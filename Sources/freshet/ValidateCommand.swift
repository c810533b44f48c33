import ArgumentParser
import Pipeline

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks pipeline files and lists every problem.",
    discussion: "A problem is one line: file:line: path: what is wrong; what would be right. Exit status 78 if any.")

  @Argument(help: "Pipeline files.")
  var files: [String]

  @Flag(help: "End with one JSON object: valid, problems.")
  var json = false

  private struct Report: Encodable {
    struct Problem: Encodable {
      var file: String
      var line: Int
      var path: String
      var problem: String
    }

    var valid: Bool
    var problems: [Problem]
  }

  func run() throws {
    let read = PipelineFiles(files)
    for problem in read.problems { Console.note("\(problem)") }
    for read in read.definitions where !json {
      Console.print("\(read.file): pipeline \(read.definition.name) is valid")
    }
    if json {
      try Console.printJSON(
        Report(
          valid: read.problems.isEmpty,
          problems: read.problems.map {
            .init(file: $0.file, line: $0.line, path: $0.path, problem: "\($0.problem); \($0.remedy)")
          }))
    }
    if !read.problems.isEmpty { throw ExitCode(Failure.configurationStatus) }
  }
}
