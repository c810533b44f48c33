/// A table of a pipeline file.
struct PipelineFileSection {
  let value: PipelineFileValue
  /// In the order of the file.
  let entries: [(key: String, value: PipelineFileValue)]

  subscript(key: String) -> PipelineFileValue? { entries.first { $0.key == key }?.value }
}
