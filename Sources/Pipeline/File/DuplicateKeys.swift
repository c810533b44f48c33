/// Keys that a table has twice, marked so that the rest of the file can still be read.
///
/// The YAML library refuses a table with a repeated key and says where the key stands first. That occurrence is marked
/// in the text and the file read again, so that a repeated key is one problem among the others and not the end.
enum DuplicateKeys {
  /// A character of the private use area: no key of a pipeline file begins with it.
  private static let marker = "\u{F0000}"

  /// The text with the key at the place (from 1, in Unicode scalars) marked; nil where no key can stand there.
  static func mark(line: Int, column: Int, serial: Int, in text: String) -> String? {
    let scalars = text.unicodeScalars
    guard var index = startOfLine(line, in: scalars),
      let place = scalars.index(index, offsetBy: column - 1, limitedBy: scalars.endIndex), place < scalars.endIndex
    else { return nil }
    index = place
    if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
    var marked = text
    marked.unicodeScalars.insert(contentsOf: "\(marker)\(serial)\(marker)".unicodeScalars, at: index)
    return marked
  }

  /// The key as it was written, and whether it is a repeated one.
  static func meaning(of key: String) -> (key: String, isRepeated: Bool) {
    guard key.hasPrefix(marker) else { return (key, false) }
    let parts = key.unicodeScalars.split(separator: marker.unicodeScalars.first!, maxSplits: 2)
    return (parts.count > 1 ? String(parts[1]) : "", true)
  }

  private static func startOfLine(_ line: Int, in scalars: String.UnicodeScalarView) -> String.Index? {
    var index = scalars.startIndex
    for _ in 1..<max(1, line) {
      guard let end = scalars[index...].firstIndex(where: { $0 == "\n" }) else { return nil }
      index = scalars.index(after: end)
    }
    return index
  }
}
