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
      \(Self.olderThanTheNewest("alert", by: Self.byTime)) AND NOT (
        state IN ('firing', 'updated') AND NOT EXISTS (
          SELECT 1 FROM alert AS newer
          WHERE newer.pipeline = alert.pipeline AND newer.kind = alert.kind AND newer.detector = alert.detector
            AND newer.subject = alert.subject AND newer."offset" > alert."offset" AND newer.state <> 'notice'))
      """
    case .commands: Self.olderThanTheNewest("command", by: Self.byTime)
    case .deployments: Self.olderThanTheNewest("deployment", by: [#""offset""#])
    case .configurations: Self.olderThanTheNewest("configuration", by: [#""offset""#])
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

  private static let byTime = ["time", "partition", #""offset""#]

  /// Deletes what stands before the `bound`-th newest row. An index on the pipeline and the order finds it.
  private static func olderThanTheNewest(_ table: String, by order: [String]) -> String {
    let place = order.joined(separator: ", ")
    let newestFirst = order.map { $0 + " DESC" }.joined(separator: ", ")
    return """
      DELETE FROM \(table) WHERE pipeline = :pipeline AND (\(place)) < (
        SELECT \(place) FROM \(table) WHERE pipeline = :pipeline
        ORDER BY \(newestFirst) LIMIT 1 OFFSET :bound - 1)
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
