/// How `Registry.open` found the file: what the caller logs, and whether the topics must be read from their beginning.
package enum Opening: Hashable, Sendable, CustomStringConvertible {
  /// Why a file was set aside.
  package enum Reason: Hashable, Sendable, CustomStringConvertible {
    case corrupt(String)
    case otherCluster(file: String, wanted: String)
    case newerSchema

    package var description: String {
      switch self {
      case .corrupt(let message): "it is damaged (\(message))"
      case .otherCluster(let file, let wanted): "it is a view of cluster \(file), not of \(wanted)"
      case .newerSchema: "it was written by a newer Freshet"
      }
    }
  }

  /// There was no file.
  case created
  /// The file goes on from its positions.
  case continued
  /// The old file now stands at `path`, and a new one is built from the topics.
  case setAside(path: String, reason: Reason)

  package var description: String {
    switch self {
    case .created: "created; it is filled from the topics"
    case .continued: "opened; it goes on where it stopped"
    case .setAside(let path, let reason): "moved to \(path), because \(reason); a new one is filled from the topics"
    }
  }
}
