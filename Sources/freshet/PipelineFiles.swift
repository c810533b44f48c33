import Foundation
import Pipeline

/// Reads pipeline files from disk, collecting every problem of every file.
struct PipelineFiles {
  private(set) var definitions: [(file: String, text: String, definition: PipelineDefinition)] = []
  private(set) var problems: [PipelineProblem] = []

  init(_ files: [String]) {
    for file in files {
      guard let data = FileManager.default.contents(atPath: file) else {
        problems.append(
          PipelineProblem(
            file: file, line: 0, path: "", problem: "cannot be read", remedy: "name a file that exists and is readable")
        )
        continue
      }
      let text = String(decoding: data, as: UTF8.self)
      switch PipelineFile.parse(text: text, file: file) {
      case .success(let definition): definitions.append((file, text, definition))
      case .failure(let found): problems.append(contentsOf: found.problems)
      }
    }
  }

  /// The definitions, or bad configuration when any file has a problem.
  func checked() throws -> [(file: String, text: String, definition: PipelineDefinition)] {
    guard problems.isEmpty else {
      for problem in problems { Console.note("\(problem)") }
      throw Failure.configuration(
        "\(problems.count) \(problems.count == 1 ? "problem" : "problems") in the pipeline files; nothing was done")
    }
    return definitions
  }

  /// The pipeline files of a folder, in order of their names.
  static func files(in folder: String) throws -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw Failure.configuration("--topics \(folder): there is no such folder")
    }
    return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(folder)/\($0)" }
  }
}
