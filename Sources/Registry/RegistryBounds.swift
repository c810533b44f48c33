/// How many rows a pipeline may have in the registry's histories. The oldest are dropped; the topics still hold them
/// for as long as their own retention says.
package struct RegistryBounds: Hashable, Sendable {
  /// Alert records; the newest record of an episode that is still firing stays beyond the bound.
  package var alerts: Int
  package var commands: Int
  package var deployments: Int
  /// Model versions; what the newest deployment names stays beyond the bound.
  package var versions: Int
  package var configurations: Int

  package init(
    alerts: Int = 10_000, commands: Int = 10_000, deployments: Int = 10_000, versions: Int = 10_000,
    configurations: Int = 1_000
  ) {
    precondition(
      min(alerts, commands, deployments, versions, configurations) >= 1, "each history holds at least its newest row")
    self.alerts = alerts
    self.commands = commands
    self.deployments = deployments
    self.versions = versions
    self.configurations = configurations
  }
}
