import GRDB

/// The tables. Each row that comes from a record keeps the record whole (`record`, JSON) beside the columns to query by,
/// and the place it was read at. Times are milliseconds since 1970.
enum RegistrySchema {
  /// `PRAGMA application_id`: "FRSH".
  static let applicationID: Int32 = 0x4652_5348

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: tables)
    }
    return migrator
  }

  private static let tables = """
    CREATE TABLE source (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      cluster TEXT NOT NULL
    ) STRICT;
    CREATE TABLE position (
      topic TEXT NOT NULL,
      partition INTEGER NOT NULL,
      next_offset INTEGER NOT NULL,
      PRIMARY KEY (topic, partition)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE model_version (
      pipeline TEXT NOT NULL,
      version INTEGER NOT NULL,
      algorithm TEXT NOT NULL,
      task TEXT NOT NULL,
      digest TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      parts INTEGER NOT NULL,
      layout TEXT NOT NULL,
      configuration_digest TEXT NOT NULL,
      created INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (pipeline, version)
    ) STRICT;
    CREATE TABLE training_run (
      pipeline TEXT NOT NULL,
      version INTEGER NOT NULL,
      parent INTEGER NOT NULL,
      command_id TEXT NOT NULL,
      "trigger" TEXT NOT NULL,
      alert_id TEXT,
      training_rows INTEGER NOT NULL,
      holdout_rows INTEGER NOT NULL,
      seconds REAL NOT NULL,
      accepted INTEGER NOT NULL,
      metric TEXT NOT NULL,
      candidate REAL,
      live REAL,
      margin REAL NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (pipeline, version),
      FOREIGN KEY (pipeline, version) REFERENCES model_version ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX training_run_command ON training_run (pipeline, command_id);
    CREATE TABLE deployment (
      pipeline TEXT NOT NULL,
      partition INTEGER NOT NULL,
      "offset" INTEGER NOT NULL,
      live INTEGER NOT NULL,
      previous INTEGER,
      canary INTEGER,
      shadow INTEGER,
      pinned INTEGER NOT NULL,
      command_id TEXT,
      reason TEXT NOT NULL,
      time INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (pipeline, partition, "offset")
    ) STRICT;
    CREATE TABLE command (
      pipeline TEXT NOT NULL,
      command_id TEXT NOT NULL,
      command TEXT NOT NULL,
      "trigger" TEXT,
      alert_id TEXT,
      version INTEGER,
      time INTEGER NOT NULL,
      partition INTEGER NOT NULL,
      "offset" INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (pipeline, command_id)
    ) STRICT;
    CREATE INDEX command_time ON command (pipeline, time, partition, "offset");
    CREATE TABLE alert (
      pipeline TEXT NOT NULL,
      topic TEXT NOT NULL,
      partition INTEGER NOT NULL,
      "offset" INTEGER NOT NULL,
      alert_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      detector TEXT NOT NULL,
      subject TEXT NOT NULL,
      severity TEXT NOT NULL,
      state TEXT NOT NULL,
      model INTEGER,
      message TEXT NOT NULL,
      time INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (pipeline, topic, partition, "offset")
    ) STRICT;
    CREATE INDEX alert_time ON alert (pipeline, time, partition, "offset");
    CREATE INDEX alert_episode ON alert (pipeline, kind, detector, subject, "offset", state);
    CREATE INDEX alert_id ON alert (pipeline, alert_id);
    CREATE TABLE configuration (
      pipeline TEXT NOT NULL,
      partition INTEGER NOT NULL,
      "offset" INTEGER NOT NULL,
      digest TEXT,
      text TEXT,
      time INTEGER NOT NULL,
      PRIMARY KEY (pipeline, partition, "offset")
    ) STRICT;

    CREATE TABLE status (
      pipeline TEXT PRIMARY KEY,
      counters TEXT NOT NULL,
      time INTEGER NOT NULL
    ) STRICT;
    """
}
