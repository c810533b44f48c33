extension PipelineDefinition {
  /// The parts whose meaning differs from the older definition's; the same meaning in other words is no change.
  package func changes(from old: PipelineDefinition) -> PipelineChanges {
    PipelineChanges(parts: PipelinePart.allCases.filter { canonicalValue(of: $0) != old.canonicalValue(of: $0) })
  }
}
