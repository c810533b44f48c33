import GRDB
import Records

extension RegistryReader {
  /// All versions, the newest first.
  package func versions(of pipeline: String) throws(RegistryError) -> [VersionSummary] {
    try read { database in
      let facts = try Self.facts(database, pipeline)
      return try Row.fetchAll(
        database, sql: "SELECT record FROM model_version WHERE pipeline = ? ORDER BY version DESC",
        arguments: [pipeline]
      ).map { row in
        let card = try Self.record(ModelCard.self, row)
        return VersionSummary(
          card, state: VersionState(of: card.version, accepted: card.verdict.accepted, facts))
      }
    }
  }

  /// One version with its lineage; nil where the view has no such version.
  package func version(
    _ version: ModelVersion, of pipeline: String
  ) throws(RegistryError) -> VersionDetails? {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT record FROM model_version WHERE pipeline = ? AND version = ?",
        arguments: [pipeline, version.number])
      guard let row else { return nil }
      let card = try Self.record(ModelCard.self, row)
      return VersionDetails(
        card: card,
        state: VersionState(of: version, accepted: card.verdict.accepted, try Self.facts(database, pipeline)),
        command: try Self.command(database, pipeline, card.lineage.commandID),
        alert: try card.lineage.alertID.flatMap { try Self.newestAlert(database, pipeline, $0) },
        configuration: try Self.configuration(
          database, where: "pipeline = ? AND digest = ?", [pipeline, card.lineage.configurationDigest]),
        deployments: try Self.deployments(database, pipeline, "AND live = :version", ["version": version.number]),
        children: try Self.children(database, pipeline, version))
    }
  }

  /// The pointer as it stands; nil before the first deployment.
  package func deployment(of pipeline: String) throws(RegistryError) -> Deployment? {
    try read { try Self.newestDeployment($0, pipeline) }
  }

  /// The version that answers: the prior's before the first deployment.
  package func liveVersion(of pipeline: String) throws(RegistryError) -> ModelVersion {
    try deployment(of: pipeline)?.live ?? .prior
  }

  /// The history of the pointer, the oldest first. After a rebuilding it is as long as the models topic still has it.
  package func deployments(of pipeline: String) throws(RegistryError) -> [Deployment] {
    try read { try Self.deployments($0, pipeline) }
  }

  /// Trainings that ended in a version while a trained model was live, whether the gate accepted it or not.
  package func retrainCount(of pipeline: String) throws(RegistryError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM training_run WHERE pipeline = ? AND parent > 0", arguments: [pipeline])
        ?? 0
    }
  }

  /// Commands, the newest first, at most `limit`.
  package func commands(of pipeline: String, limit: Int = 100) throws(RegistryError) -> [Command] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT record FROM command WHERE pipeline = ? ORDER BY time DESC, partition DESC, "offset" DESC LIMIT ?
          """, arguments: [pipeline, limit]
      ).map { try Self.record(Command.self, $0) }
    }
  }

  // MARK: Inside one read

  private static func facts(_ database: Database, _ pipeline: String) throws -> VersionState.Facts {
    let onceLive = try Int.fetchAll(
      database, sql: "SELECT DISTINCT live FROM deployment WHERE pipeline = ?", arguments: [pipeline])
    let refused = try Int.fetchAll(
      database,
      sql: "SELECT version FROM command WHERE pipeline = ? AND command = 'reject' AND version IS NOT NULL",
      arguments: [pipeline])
    return VersionState.Facts(
      deployment: try newestDeployment(database, pipeline), onceLive: Set(onceLive.map(ModelVersion.init)),
      refused: Set(refused.map(ModelVersion.init)))
  }

  private static func newestDeployment(_ database: Database, _ pipeline: String) throws -> Deployment? {
    try Row.fetchOne(
      database, sql: "SELECT record FROM deployment WHERE pipeline = ? ORDER BY \"offset\" DESC LIMIT 1",
      arguments: [pipeline]
    ).map { try record(Deployment.self, $0) }
  }

  private static func deployments(
    _ database: Database, _ pipeline: String, _ condition: String = "", _ extra: StatementArguments = [:]
  ) throws -> [Deployment] {
    try Row.fetchAll(
      database,
      sql: "SELECT record FROM deployment WHERE pipeline = :pipeline \(condition) ORDER BY \"offset\"",
      arguments: ["pipeline": pipeline] + extra
    ).map { try record(Deployment.self, $0) }
  }

  private static func command(_ database: Database, _ pipeline: String, _ identifier: String) throws -> Command? {
    try Row.fetchOne(
      database, sql: "SELECT record FROM command WHERE pipeline = ? AND command_id = ?",
      arguments: [pipeline, identifier]
    ).map { try record(Command.self, $0) }
  }

  private static func children(
    _ database: Database, _ pipeline: String, _ version: ModelVersion
  ) throws -> [ModelVersion] {
    try Int.fetchAll(
      database, sql: "SELECT version FROM training_run WHERE pipeline = ? AND parent = ? ORDER BY version",
      arguments: [pipeline, version.number]
    ).map(ModelVersion.init)
  }
}
