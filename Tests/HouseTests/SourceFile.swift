import Foundation

/// A Swift file of the repository.
struct SourceFile {
  /// From the repository's root: `Sources/Records/Topic.swift`.
  let path: String
  let text: String
  /// The text without comments and the contents of string literals, line for line; code in interpolations stays.
  let code: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = SwiftCode.stripped(text)
  }

  /// `Sources` or `Tests`.
  var tree: String { String(path.prefix { $0 != "/" }) }
  /// The target that the file belongs to: `Records`.
  var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
  var name: String { String(path.split(separator: "/").last ?? "") }
  var lines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }
}
