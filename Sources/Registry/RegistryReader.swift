import GRDB
import Records

/// Queries over a registry, for the command line and the service. It cannot write, and reads while another process
/// writes; each call sees one moment of the file. Calls block on the disk.
package struct RegistryReader: Sendable {
  package let path: String
  let database: any DatabaseReader

  init(path: String, database: any DatabaseReader) {
    self.path = path
    self.database = database
  }

  /// Opens the file at `path` for reading only.
  ///
  /// - Throws: `RegistryError.missing` where there is none, `.foreign` or `.unusable` where it is no registry of this
  ///   version's.
  package init(path: String) throws(RegistryError) {
    guard RegistryFile(path: path).exists else { throw .missing(path: path) }
    self.path = path
    do {
      var configuration = Configuration()
      configuration.label = "registry reader"
      configuration.readonly = true
      configuration.busyMode = .timeout(Registry.lockWaitSeconds)
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.read { database in
        try RegistryFile.checkOwner(of: database, path: path)
        if try RegistrySchema.migrator.hasBeenSuperseded(database) {
          throw RegistryError.unusable(path: path, reason: .newerSchema)
        }
        // A service that is just creating the file has not made its tables yet.
        if try !RegistrySchema.migrator.hasCompletedMigrations(database) { throw RegistryError.missing(path: path) }
      }
      database = pool
    } catch {
      throw RegistryError(error, path: path, action: "read")
    }
  }

  /// Runs queries that see one moment of the file.
  func read<Value>(_ body: (Database) throws -> Value) throws(RegistryError) -> Value {
    do {
      return try database.read(body)
    } catch {
      throw RegistryError(error, path: path, action: "read")
    }
  }

  /// The cluster that the file is a view of.
  package func cluster() throws(RegistryError) -> String {
    try read { try String.fetchOne($0, sql: "SELECT cluster FROM source") ?? "" }
  }

  /// Where reading the topics goes on, by topic and partition; a partition that is not listed is read from its
  /// beginning.
  package func positions() throws(RegistryError) -> [TopicPosition] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT topic, partition, next_offset FROM position ORDER BY topic, partition")
        .map { TopicPosition(topic: $0[0], partition: $0[1], nextOffset: $0[2]) }
    }
  }

  /// Pipelines of which the view knows anything, by name.
  package func pipelines() throws(RegistryError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT pipeline FROM configuration UNION SELECT pipeline FROM model_version
          UNION SELECT pipeline FROM deployment UNION SELECT pipeline FROM status ORDER BY 1
          """)
    }
  }

  /// What the running service last wrote; nil where it never did.
  package func status(of pipeline: String) throws(RegistryError) -> StatusRow? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT counters, time FROM status WHERE pipeline = ?", arguments: [pipeline]
      ).map { row in
        StatusRow(counters: Array((row[0] as String).utf8), time: Timestamp(milliseconds: row[1]))
      }
    }
  }

  /// The pipeline's file as last accepted; nil where there is none, or where it was withdrawn.
  package func configuration(of pipeline: String) throws(RegistryError) -> StoredConfiguration? {
    try read { database in
      try Self.configuration(
        database, where: "pipeline = ?", [pipeline])
    }
  }

  /// The newest accepted file with this digest.
  package func configuration(
    of pipeline: String, digest: String
  ) throws(RegistryError) -> StoredConfiguration? {
    try read { database in
      try Self.configuration(database, where: "pipeline = ? AND digest = ?", [pipeline, digest])
    }
  }

  static func configuration(
    _ database: Database, where condition: String, _ arguments: StatementArguments
  ) throws -> StoredConfiguration? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT digest, text, time FROM configuration WHERE \(condition) ORDER BY "offset" DESC LIMIT 1
        """, arguments: arguments)
    guard let row, let digest = row[0] as String?, let text = row[1] as String? else { return nil }
    return StoredConfiguration(digest: digest, text: text, time: Timestamp(milliseconds: row[2]))
  }

  /// The record as it was read; the columns beside it were made from it, so that it is always readable.
  static func record<Value: Decodable>(_ type: Value.Type, _ row: Row) throws -> Value {
    try JSONCoding.decode(type, from: (row["record"] as String).utf8)
  }
}
