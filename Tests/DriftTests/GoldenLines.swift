import Foundation

/// The lines of a golden file, cut at spaces.
enum GoldenLines {
  static func read(_ file: String, name: String, from source: String = #filePath) throws -> [[String]] {
    let folder = URL(filePath: source).deletingLastPathComponent().appending(path: "Golden")
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }.filter { $0[0] == name }
  }
}
