import Foundation
import Glibc
import Kafka
import Logging
import Pipeline
import Synchronization

/// A lane's snapshots as files of the data folder: `snapshots/<pipeline>/<part>.snapshot`.
///
/// A file is written beside the one it takes the place of, forced to the disk, and renamed over it, and then the folder is
/// forced too: whenever the machine stops, there is the old one or the new one, whole. One is written at a time, on a thread
/// of its own. Processes may share the folder.
package final class SnapshotFolder: SnapshotStore, Sendable {
  package let interval: Duration
  private let path: String
  private let instance: String
  private let findCluster: @Sendable () throws -> String
  private let logger: Logger
  private let knownCluster = Mutex<String?>(nil)
  /// Raised once the newest write is over.
  private let written = Mutex<StopSignal?>(nil)

  /// A disk that takes longer is not waited for at the end.
  private static let longestWait = Duration.seconds(600)

  /// - Parameters:
  ///   - path: the pipeline's own folder, made when it is needed.
  ///   - instance: tells the files that this process is writing from those of others.
  package init(
    path: String, interval: Duration, instance: String, logger: Logger,
    cluster: @escaping @Sendable () throws -> String
  ) {
    self.path = path
    self.interval = interval
    self.instance = instance
    self.logger = logger
    findCluster = cluster
  }

  /// The folder that the settings name for a pipeline; nil where no snapshots are wanted.
  convenience init?(of pipeline: String, context: ServiceContext) {
    guard let interval = context.settings.snapshotInterval else { return nil }
    self.init(
      path: "\(context.settings.dataFolder)/snapshots/\(pipeline)", interval: interval,
      instance: context.settings.instance, logger: context.logger
    ) { try KafkaAdmin(context.kafka).clusterID() }
  }

  package func cluster() throws -> String {
    try knownCluster.withLock { known in
      if let known { return known }
      let found = try findCluster()
      known = found
      return found
    }
  }

  // MARK: Files

  package func load(_ name: String) throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: file(name)) else { return nil }
    return Array(try Data(contentsOf: URL(fileURLWithPath: file(name)), options: .alwaysMapped))
  }

  package func keep(_ name: String, waits: Bool, _ encode: @escaping @Sendable () -> [UInt8]) -> Bool {
    if waits {
      // The lane has taken its last turn: nobody waits for this thread.
      written.withLock { $0 }?.wait(atMost: Self.longestWait)
      return write(encode(), name)
    }
    let isOver = StopSignal()
    let begins = written.withLock { newest in
      guard newest?.isRaised ?? true else { return false }
      newest = isOver
      return true
    }
    guard begins else { return false }
    _ = WorkerThread(name: "snapshot") { [self] in
      write(encode(), name)
      isOver.raise()
    }
    return true
  }

  package func drop(_ name: String) { unlink(file(name)) }

  private func file(_ name: String) -> String { "\(path)/\(name).snapshot" }

  /// - Returns: whether the snapshot has taken the place of the one before.
  @discardableResult
  private func write(_ bytes: [UInt8], _ name: String) -> Bool {
    let new = "\(file(name)).\(instance)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Self.write(bytes, to: new)
      guard rename(new, file(name)) == 0 else { throw Failure.of("rename") }
      try Self.force(folder: path)
      return true
    } catch {
      unlink(new)
      logger.warning(
        "A snapshot could not be written; a restart will read more of the log instead",
        metadata: ["file": "\(file(name))", "bytes": "\(bytes.count)", "reason": "\(error)"])
      return false
    }
  }

  private static func write(_ bytes: [UInt8], to file: String) throws {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure.of("open") }
    defer { close(descriptor) }
    try bytes.withUnsafeBytes { bytes in
      var place = 0
      while place < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress! + place, bytes.count - place)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw Failure.of("write") }
        place += count
      }
    }
    guard fsync(descriptor) == 0 else { throw Failure.of("fsync") }
  }

  private static func force(folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure.of("open the folder") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure.of("fsync of the folder") }
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String

    static func of(_ call: String) -> Failure { Failure(description: "\(call): \(String(cString: strerror(errno)))") }
  }
}
