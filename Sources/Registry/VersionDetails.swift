import Records

/// One version whole, with where it comes from: `freshet models show`.
package struct VersionDetails: Hashable, Sendable, Encodable {
  package var card: ModelCard
  package var state: VersionState
  /// The command that asked for the training; nil where the view no longer holds it.
  package var command: Command?
  /// The newest record of the episode that set the training off.
  package var alert: Alert?
  /// The pipeline file that it was trained under; nil where the view no longer holds it.
  package var configuration: StoredConfiguration?
  /// Pointers that made it live, the oldest first.
  package var deployments: [Deployment]
  /// Versions trained while it was live.
  package var children: [ModelVersion]
}
