/// Finds imports that the house plan does not allow.
struct ImportCheck {
  let plan: HousePlan

  func findings(in file: SourceFile) -> [String] {
    guard let allowed = plan.imports(of: file) else {
      return ["\(file.path): README's house plan has no target \(file.target)"]
    }
    return Self.imports(of: file).filter { !allowed.contains($0) }.map {
      "\(file.path): imports \($0); \(file.target) may import \(allowed.sorted().joined(separator: ", "))"
    }
  }

  /// The modules that the file imports.
  static func imports(of file: SourceFile) -> [String] {
    file.lines.compactMap { line in
      var words = line.split { $0 == " " || $0 == ";" }
      while let word = words.first, word.hasPrefix("@") || Self.accessLevels.contains(word) { words.removeFirst() }
      guard words.first == "import", words.count > 1 else { return nil }
      let module = Self.kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
      return String(module.prefix { $0 != "." })
    }
  }

  private static let accessLevels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}
