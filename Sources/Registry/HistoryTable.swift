/// The tables that grow by a record, and what is dropped from each beyond its bound.
enum HistoryTable: Hashable {
  case alerts, commands, deployments, versions, configurations

  func bound(in bounds: RegistryBounds) -> Int {
    switch self {
    case .alerts: bounds.alerts
    case .commands: bounds.commands
    case .deployments: bounds.deployments
    case .versions: bounds.versions
    case .configurations: bounds.configurations
    }
  }

  /// Keeps the newest rows of a pipeline: arguments are the pipeline and the bound. What is kept does not depend on how
  /// records were cut into batches, so that a rebuilt view equals the first (but for a live version older than the bound,
  /// whose card goes when a rebuilding reads it before the pointer).
  var pruning: String {
    switch self {
    case .alerts:
      """
      DELETE FROM alert WHERE pipeline = :pipeline
        AND rowid NOT IN (
          SELECT rowid FROM alert WHERE pipeline = :pipeline
          ORDER BY time DESC, partition DESC, "offset" DESC LIMIT :bound)
        AND rowid NOT IN (\(Self.firingRows))
      """
    case .commands: Self.newest("command", by: #"time DESC, partition DESC, "offset" DESC"#)
    case .deployments: Self.newest("deployment", by: #""offset" DESC"#)
    case .configurations: Self.newest("configuration", by: #""offset" DESC"#)
    case .versions:
      """
      DELETE FROM model_version WHERE pipeline = :pipeline
        AND version NOT IN (
          SELECT version FROM model_version WHERE pipeline = :pipeline ORDER BY version DESC LIMIT :bound)
        AND version NOT IN (
          SELECT version FROM model_version, (
            SELECT live, previous, canary, shadow FROM deployment WHERE pipeline = :pipeline
            ORDER BY "offset" DESC LIMIT 1)
          WHERE version IN (live, coalesce(previous, live), coalesce(canary, live), coalesce(shadow, live)))
      """
    }
  }

  /// The row ids of the newest record of each episode that is firing: a detector and subject have one episode at a time.
  static let firingRows = """
    SELECT row FROM (
      SELECT rowid AS row, state, max("offset") FROM alert
      WHERE pipeline = :pipeline AND state <> 'notice'
      GROUP BY kind, detector, subject)
    WHERE state IN ('firing', 'updated')
    """

  private static func newest(_ table: String, by order: String) -> String {
    """
    DELETE FROM \(table) WHERE pipeline = :pipeline AND rowid NOT IN (
      SELECT rowid FROM \(table) WHERE pipeline = :pipeline ORDER BY \(order) LIMIT :bound)
    """
  }
}

extension RecordFold {
  /// Drops what outgrew its bound, in the tables that this batch added to.
  func prune(to bounds: RegistryBounds) throws {
    for touched in touched {
      try execute(
        touched.table.pruning, ["pipeline": touched.pipeline, "bound": touched.table.bound(in: bounds)])
    }
  }
}
