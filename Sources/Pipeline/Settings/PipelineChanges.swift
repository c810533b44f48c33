/// What differs between two definitions of one pipeline, and whether a running service may take it up.
package struct PipelineChanges: Hashable, Sendable {
  /// The parts whose meaning changed, in the order of the file.
  package let parts: [PipelinePart]

  package var isEmpty: Bool { parts.isEmpty }

  /// The changed parts that only a restart can bring.
  package var partsNeedingRestart: [PipelinePart] { parts.filter { $0.reasonForRestart != nil } }

  /// Whether everything that changed can be taken up while running.
  package var canBeTakenUp: Bool { partsNeedingRestart.isEmpty }

  /// Why the new definition is refused while running and what to do, for an alert; nil where it can be taken up.
  package var refusal: String? {
    guard !canBeTakenUp else { return nil }
    let reasons = partsNeedingRestart.map { "\($0.rawValue) (\($0.reasonForRestart ?? ""))" }
    return "a running service cannot change " + reasons.joined(separator: ", ")
      + "; stop the service and start it again with the new file, or give the file another pipeline name"
  }
}
