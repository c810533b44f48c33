/// Finds names in the repository's root that do not belong there.
enum TopLevelCheck {
  static let names: Set<String> = [
    ".ci", ".gitignore", ".swift-format", "CHANGELOG.md", "LICENSE", "Package.swift", "README.md", "Sources", "Tests",
    "deploy", "topics",
  ]

  /// - Parameter ignored: The lines of `.gitignore`: what is made there, and not kept.
  static func findings(_ found: [String], ignored: [String]) -> [String] {
    let unknown = found.filter { name in
      name != ".git" && !names.contains(name) && !ignored.contains { matches(name, $0) }
    }
    let missing = names.subtracting(found).sorted()
    return unknown.map { "\($0): it has no place in the root; the root holds \(names.sorted())" }
      + missing.map { "\($0): missing from the root" }
  }

  /// Whether a pattern of `.gitignore`, with at most one star, speaks of the name.
  private static func matches(_ name: String, _ pattern: String) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return name == pattern }
    let (start, end) = (pattern[..<star], pattern[pattern.index(after: star)...])
    return name.hasPrefix(start) && name.hasSuffix(end) && name.count >= start.count + end.count
  }
}
