import Foundation

/// The repository that these tests were built from.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The text of a file, by its path from the root.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path).sorted()
  }

  /// Paths of all files under a folder with this ending, from the root, sorted. Links to folders are followed.
  static func files(under folder: String, ending: String) throws -> [String] {
    var found: [String] = []
    for name in try names(in: folder) {
      let path = folder + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
      else { continue }
      if isFolder.boolValue {
        found += try files(under: path, ending: ending)
      } else if name.hasSuffix(ending) {
        found.append(path)
      }
    }
    return found
  }

  static func swiftFiles(under folder: String) throws -> [SourceFile] {
    try files(under: folder, ending: ".swift").map { SourceFile(path: $0, text: try text($0)) }
  }
}
