import Yams

/// A value of a pipeline file with its place.
struct PipelineFileValue {
  let node: Node
  /// The keys that lead to it: `drift.detectors.score-shift.alpha`; empty for the whole file.
  let path: String
  /// From 1; the key's line where the value itself has several or none.
  let line: Int

  init(node: Node, path: String, keyLine: Int) {
    self.node = node
    self.path = path
    line =
      switch node {
      case .scalar(let scalar) where !scalar.string.isEmpty: scalar.mark?.line ?? keyLine
      default: keyLine
      }
  }

  /// The path of a key beneath this value.
  func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The text of a scalar, quoted or not; nil for anything else and for no value at all.
  var text: String? {
    guard case .scalar(let scalar) = node, !isNull else { return nil }
    return scalar.string
  }

  /// The text of a scalar without quotes: only such a one can be a number or a boolean.
  var plainText: String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
    return text
  }

  /// A key without a value, or an explicit `null` or `~`.
  var isNull: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// What stands there, for a message: `'abc'`, `a list`.
  var summary: String {
    switch node {
    case .scalar(let scalar):
      isNull
        ? "nothing"
        : scalar.style == .plain ? "'\(Self.clipped(scalar.string))'" : "the text '\(Self.clipped(scalar.string))'"
    case .sequence: "a list"
    case .mapping: "a table"
    case .alias: "an alias"
    }
  }

  /// At most 60 characters on one line, so that a message stays one.
  static func clipped(_ text: String) -> String {
    let line = String(text.prefix(60).map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return text.count > 60 ? line + "…" : line
  }
}
