/// Reads pipeline files: YAML or JSON, one pipeline a file.
package enum PipelineFile {
  /// Larger ones are refused unread.
  package static let largestByteCount = 256 << 10

  /// The pipeline that the text describes, or everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - text: the whole file.
  ///   - file: its name, for the problems.
  package static func parse(text: String, file: String) -> Result<PipelineDefinition, PipelineProblems> {
    do {
      let root = try PipelineFileDocument.root(of: text, file: file)
      var reader = PipelineFileReader(file: file)
      let definition = reader.readPipeline(root)
      if let definition, reader.problems.isEmpty { return .success(definition) }
      return .failure(PipelineProblems(reader.problems))
    } catch {
      return .failure(PipelineProblems([error]))
    }
  }
}
