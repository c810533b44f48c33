/// Finds files that are too long, or named for nothing in particular.
enum FileCheck {
  /// A file of one type that needs more than this has two purposes.
  static let lineLimit = 420
  /// Files that may be longer, each with its own limit.
  static let exceptions = [
    // One recursive descent over the tokens, whose parts must be inlined into each other.
    "Sources/CSimdJSON/decoder.cpp": 560
  ]
  static let emptyNames: Set<String> = ["Util", "Utils", "Utilities", "Helper", "Helpers", "Common", "Manager", "Misc"]

  static func findings(path: String, text: String) -> [String] {
    var findings: [String] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
    let limit = exceptions[path] ?? lineLimit
    if lines > limit { findings.append("\(path): \(lines) lines; split it by purpose (the limit is \(limit))") }
    for part in path.split(separator: "/") {
      let words = words(of: String(part.prefix { $0 != "." }))
      if let empty = words.first(where: emptyNames.contains) {
        findings.append("\(path): '\(empty)' names no purpose")
      }
    }
    return findings
  }

  /// `ModelHelpers+Loading` as `Model`, `Helpers`, `Loading`.
  private static func words(of name: String) -> [String] {
    name.reduce(into: [String]()) { words, character in
      if !character.isLetter {
        words.append("")
      } else if character.isUppercase || words.isEmpty {
        words.append(String(character))
      } else {
        words[words.count - 1].append(character)
      }
    }
  }
}
