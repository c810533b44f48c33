import Foundation

/// The lines of a golden file: a name, then numbers.
enum GoldenLines {
  static func read(_ file: String, name: String, from source: String = #filePath) throws -> [[Double]] {
    let folder = URL(filePath: source).deletingLastPathComponent().appending(path: "Golden")
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0[0] == name }
    return lines.map { $0.dropFirst().compactMap { Double($0) } }
  }
}
