import GRDB
import Records

extension RegistryReader {
  /// The newest record of each episode that is firing, in the order of their time. A detector and subject have one
  /// episode at a time; a newer one replaces one that was never resolved.
  package func firingAlerts(of pipeline: String) throws(RegistryError) -> [Alert] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT record FROM alert WHERE rowid IN (\(HistoryTable.firingRows))
          ORDER BY time, partition, "offset"
          """, arguments: ["pipeline": pipeline]
      ).map { try Self.record(Alert.self, $0) }
    }
  }

  /// The newest `limit` alert records, of one kind or of all, in the order of their time.
  package func alerts(
    of pipeline: String, kind: Alert.Kind? = nil, limit: Int = 100
  ) throws(RegistryError) -> [Alert] {
    try read { database in
      let newestFirst = try Row.fetchAll(
        database,
        sql: """
          SELECT record FROM alert WHERE pipeline = :pipeline AND (:kind IS NULL OR kind = :kind)
          ORDER BY time DESC, partition DESC, "offset" DESC LIMIT :limit
          """, arguments: ["pipeline": pipeline, "kind": kind?.rawValue, "limit": limit])
      return try newestFirst.reversed().map { try Self.record(Alert.self, $0) }
    }
  }

  static func newestAlert(_ database: Database, _ pipeline: String, _ identifier: String) throws -> Alert? {
    try Row.fetchOne(
      database,
      sql: "SELECT record FROM alert WHERE pipeline = ? AND alert_id = ? ORDER BY \"offset\" DESC LIMIT 1",
      arguments: [pipeline, identifier]
    ).map { try record(Alert.self, $0) }
  }
}
