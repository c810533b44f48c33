import Records

/// Where a model version stands in its pipeline.
package enum VersionState: String, CaseIterable, Sendable, Codable {
  /// It answers.
  case live
  /// It answers a share of the events.
  case canary
  /// It scores beside the live version, without answering.
  case shadow
  /// It answered before the live one: where a roll-back goes.
  case previous
  /// The gate accepted it, and it waits for its deployment.
  case candidate
  /// The gate or a person refused it.
  case rejected
  /// It answered once, or a newer version overtook it before it could.
  case retired

  /// What decides a version's state.
  struct Facts {
    /// The pipeline's newest pointer.
    var deployment: Deployment?
    /// Versions that any known pointer named as live.
    var onceLive: Set<ModelVersion> = []
    /// Versions that a person's `reject` named.
    var refused: Set<ModelVersion> = []
  }

  init(of version: ModelVersion, accepted: Bool, _ facts: Facts) {
    let deployment = facts.deployment
    self =
      if version == deployment?.live {
        .live
      } else if version == deployment?.canary {
        .canary
      } else if version == deployment?.shadow {
        .shadow
      } else if version == deployment?.previous {
        .previous
      } else if facts.onceLive.contains(version) {
        .retired
      } else if !accepted || facts.refused.contains(version) {
        .rejected
      } else if version < deployment?.live ?? .prior {
        .retired
      } else {
        .candidate
      }
  }
}
