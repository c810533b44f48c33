import ArgumentParser
import Foundation
import Glibc

/// The name of this process across restarts: what its transactional ids carry, so that a restarted process fences off
/// what it left open.
///
/// Names are kept in the data folder. A process locks the one that it takes, so that of several processes on one folder
/// each has its own; a lock ends with its process, however that ends.
final class InstanceFile {
  /// More processes on one folder than anybody runs.
  private static let mostProcesses = 64

  let name: String
  private let descriptor: Int32

  /// Takes the first name that no other process has.
  init(in folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Self.unwritable(folder, "\(error)")
    }
    for place in 1...Self.mostProcesses {
      let path = place == 1 ? "\(folder)/instance" : "\(folder)/instance-\(place)"
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw Self.unwritable(folder, String(cString: strerror(errno))) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        continue
      }
      self.descriptor = descriptor
      name = try Self.name(in: descriptor, folder)
      return
    }
    throw Failure.configuration(
      "\(Self.mostProcesses) processes use the data folder \(folder); name another with --data")
  }

  deinit { release() }

  /// Gives the name up.
  func release() { flock(descriptor, LOCK_UN) }

  /// What the file says, or a new name, which is written to it.
  private static func name(in descriptor: Int32, _ folder: String) throws -> String {
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      let kept = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      if !kept.isEmpty { return kept }
      let name = UUID().uuidString.lowercased()
      try file.write(contentsOf: Data(name.utf8))
      try file.synchronize()
      return name
    } catch {
      throw unwritable(folder, "\(error)")
    }
  }

  private static func unwritable(_ folder: String, _ reason: String) -> ExitCode {
    Failure.configuration("the data folder \(folder) cannot be written (\(reason)); name another with --data")
  }
}
