import GRDB

/// Why the registry could not do what was asked.
package enum RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no file to read: no service has run with this data folder.
  case missing(path: String)
  /// The file is a SQLite database of something else; it is left alone.
  case foreign(path: String)
  /// The file is damaged, or of a newer Freshet. `Registry.open` sets such a file aside and begins anew.
  case unusable(path: String, reason: Opening.Reason)
  /// SQLite or the file system refused. `isRetryable` where waiting may help: a lock held, a full disk.
  case failed(path: String, action: String, message: String, isRetryable: Bool)

  package var description: String {
    switch self {
    case .missing(let path):
      "no registry at \(path): start `freshet run` with this data folder first, or name the folder that it runs with"
    case .foreign(let path):
      "\(path) is a SQLite database, but no registry of Freshet's: name another data folder"
    case .unusable(let path, let reason):
      "the registry \(path) cannot be used: \(reason)"
    case .failed(let path, let action, let message, _):
      "cannot \(action) the registry \(path): \(message)"
    }
  }

  /// Whether the same call may succeed later.
  package var isRetryable: Bool {
    if case .failed(_, _, _, let isRetryable) = self { isRetryable } else { false }
  }
}

extension RegistryError {
  /// What an error of SQLite's or of the file system's means here.
  init(_ error: any Error, path: String, action: String) {
    switch error {
    case let error as RegistryError:
      self = error
    case let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode):
      self = .unusable(path: path, reason: .corrupt(error.message ?? "\(error.resultCode)"))
    case let error as DatabaseError:
      let waitingHelps: [ResultCode] = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM]
      self = .failed(
        path: path, action: action, message: error.message ?? "\(error.resultCode)",
        isRetryable: waitingHelps.contains(error.resultCode))
    default:
      self = .failed(path: path, action: action, message: "\(error)", isRetryable: false)
    }
  }
}
