import GRDB
import Records

/// The door to the registry's SQLite file, for the one service that fills it: a view of the topics, to query.
///
/// Nothing in the file is the only copy of anything but the counters of `status`: `apply` folds records of the models,
/// alerts, commands and configuration topics into tables, remembers how far it read in the same transaction, and
/// takes no record twice. A missing file is filled from the topics' beginning, a present one goes on from `positions`.
///
/// All calls block on the disk: they belong on a thread of the service's own. Any thread may call; writes take turns.
package struct Registry: Sendable {
  /// The file's name in the service's data folder.
  package static let fileName = "registry.sqlite"
  /// How long a call waits for another process's lock on the file.
  static let lockWaitSeconds = 5.0

  package let path: String
  package let bounds: RegistryBounds
  /// Queries over the same file; they never wait for a write.
  package let reader: RegistryReader
  let database: DatabasePool

  /// Opens the file at `path`, or creates it, as a view of the Kafka cluster `cluster`.
  ///
  /// A file that is damaged, of another cluster or of a newer Freshet is moved to `<path>.set-aside` (one such file is
  /// kept, the newest) and a new one begun; the caller logs the `Opening` and reads the topics from `positions`.
  ///
  /// - Throws: `RegistryError.foreign` for a database of something else, `.failed` where the disk refuses.
  package static func open(
    path: String, cluster: String, bounds: RegistryBounds = RegistryBounds()
  ) throws(RegistryError) -> (registry: Registry, opening: Opening) {
    let file = RegistryFile(path: path)
    let isNew = !file.exists
    do {
      return (try Registry(path: path, cluster: cluster, bounds: bounds), isNew ? .created : .continued)
    } catch .unusable(_, let reason) {
      let aside = try file.setAside()
      return (
        try Registry(path: path, cluster: cluster, bounds: bounds), .setAside(path: aside, reason: reason)
      )
    }
  }

  private init(path: String, cluster: String, bounds: RegistryBounds) throws(RegistryError) {
    self.path = path
    self.bounds = bounds
    do {
      let pool = try DatabasePool(path: path, configuration: Self.configuration)
      do {
        try Self.prepare(pool, path: path, cluster: cluster)
      } catch {
        try pool.close()
        throw error
      }
      database = pool
      reader = RegistryReader(path: path, database: pool)
    } catch {
      throw RegistryError(error, path: path, action: "open")
    }
  }

  /// Checks the file, brings its tables up to date and binds it to the cluster.
  private static func prepare(_ pool: DatabasePool, path: String, cluster: String) throws {
    try pool.read { database in
      try RegistryFile.checkOwner(of: database, path: path)
      let findings = try String.fetchAll(database, sql: "PRAGMA quick_check(1)")
      guard findings == ["ok"] else {
        throw RegistryError.unusable(path: path, reason: .corrupt(findings.joined(separator: "; ")))
      }
      guard try !RegistrySchema.migrator.hasBeenSuperseded(database) else {
        throw RegistryError.unusable(path: path, reason: .newerSchema)
      }
    }
    try RegistrySchema.migrator.migrate(pool)
    try pool.write { database in
      try database.execute(
        sql: "INSERT INTO source (id, cluster) VALUES (1, ?) ON CONFLICT DO NOTHING", arguments: [cluster])
      let known = try String.fetchOne(database, sql: "SELECT cluster FROM source")
      guard let known, known == cluster else {
        throw RegistryError.unusable(
          path: path, reason: .otherCluster(file: known ?? "unknown", wanted: cluster))
      }
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "registry"
    configuration.busyMode = .timeout(lockWaitSeconds)
    return configuration
  }

  /// Runs one transaction.
  func write<Value>(
    _ action: String, _ body: (Database) throws -> Value
  ) throws(RegistryError) -> Value {
    do {
      return try database.write(body)
    } catch {
      throw RegistryError(error, path: path, action: action)
    }
  }

  /// Writes a pipeline's counters, which `RegistryReader.status` gives back. The only rows that no topic holds: they
  /// speak of the running process.
  package func writeStatus(_ counters: some Encodable, of pipeline: String, at time: Timestamp) throws(RegistryError) {
    let text: String
    do {
      text = String(decoding: try JSONCoding.encode(counters), as: UTF8.self)
    } catch {
      throw .failed(path: path, action: "write the status to", message: "\(error)", isRetryable: false)
    }
    try write("write the status to") { database in
      try database.cachedStatement(
        sql: """
          INSERT INTO status (pipeline, counters, time) VALUES (?, ?, ?)
          ON CONFLICT DO UPDATE SET counters = excluded.counters, time = excluded.time
          """
      ).execute(arguments: [pipeline, text, time.milliseconds])
    }
  }

  /// Empties the view, for a topic that was deleted and made again under its old name: its offsets began anew, so that
  /// positions beyond its end mean nothing. The caller then reads all topics from their beginning.
  package func startOver() throws(RegistryError) {
    try write("empty") { database in
      let tables = ["training_run", "model_version", "deployment", "command", "alert", "configuration", "position"]
      for table in tables { try database.execute(sql: "DELETE FROM \(table)") }
    }
  }

  /// Moves the write-ahead log into the file and closes it. No call may follow.
  package func close() throws(RegistryError) {
    do {
      // The pool closes its writer first, and the read-only connections that go last cannot do this.
      _ = try database.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try database.close()
    } catch {
      throw RegistryError(error, path: path, action: "close")
    }
  }
}
