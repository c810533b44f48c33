import Records

/// One line of `freshet models list`.
package struct VersionSummary: Hashable, Sendable, Encodable {
  package var version: ModelVersion
  package var state: VersionState
  package var trigger: String
  package var algorithm: String
  /// On the holdout it was judged by.
  package var metrics: [String: Double]
  /// Examples read: those trained on and the holdout.
  package var examples: Int
  /// SHA-256 (hex) of the artifact.
  package var digest: String
  package var created: Timestamp
  /// The gate's sentence.
  package var reason: String

  init(_ card: ModelCard, state: VersionState) {
    version = card.version
    self.state = state
    trigger = card.lineage.trigger
    algorithm = card.algorithm
    metrics = card.metrics
    examples = card.lineage.trainingRows + card.lineage.holdoutRows
    digest = card.digest
    created = card.created
    reason = card.verdict.reason
  }
}
