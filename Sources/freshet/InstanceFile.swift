import Foundation

/// The name of this installation, made once and kept in its data folder: what its transactional ids carry, so that a
/// restarted process fences off what it left open.
enum InstanceFile {
  static func read(in folder: String) throws -> String {
    let path = "\(folder)/instance"
    if let data = FileManager.default.contents(atPath: path), !data.isEmpty {
      return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let name = UUID().uuidString.lowercased()
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(name.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure.configuration("the data folder \(folder) cannot be written (\(error)); name another with --data")
    }
    return name
  }
}
