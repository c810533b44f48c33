import Foundation
import GRDB

/// The files behind a registry: the database, and SQLite's own two beside it.
struct RegistryFile {
  let path: String

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// Moves the database to `<path>.set-aside`, replacing what stood there, and returns that path.
  func setAside() throws(RegistryError) -> String {
    let target = path + ".set-aside"
    do {
      // The write-ahead log goes with its database; the index of shared memory is made anew by whoever opens it.
      for suffix in ["", "-wal", "-shm"] {
        try Self.removeIfPresent(target + suffix)
        guard FileManager.default.fileExists(atPath: path + suffix) else { continue }
        if suffix == "-shm" {
          try FileManager.default.removeItem(atPath: path + suffix)
        } else {
          try FileManager.default.moveItem(atPath: path + suffix, toPath: target + suffix)
        }
      }
    } catch {
      throw RegistryError(error, path: path, action: "set aside")
    }
    return target
  }

  private static func removeIfPresent(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
  }

  /// - Throws: `RegistryError.foreign` where the database has tables and is not marked as a registry.
  static func checkOwner(of database: Database, path: String) throws {
    let identifier = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    guard identifier != RegistrySchema.applicationID else { return }
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
    guard tables == 0 else { throw RegistryError.foreign(path: path) }
  }
}
