import Yams

/// Turns the text of a pipeline file into nodes, within bounds.
enum PipelineFileDocument {
  private static let deepestNesting = 32
  private static let widestIndentation = 128
  private static let mostRepeatedKeys = 100

  /// The file's one document.
  ///
  /// - Throws: the problem that keeps the text from being read at all.
  static func root(of text: String, file: String) throws(PipelineProblem) -> PipelineFileValue {
    func problem(_ line: Int, _ problem: String, _ remedy: String) -> PipelineProblem {
      PipelineProblem(file: file, line: line, path: "", problem: problem, remedy: remedy)
    }
    guard text.utf8.count <= PipelineFile.largestByteCount else {
      throw problem(
        1, "is larger than a pipeline file can be", "give at most \(PipelineFile.largestByteCount / 1_024)KiB")
    }
    let text = withPlainLineEnds(text)
    if let (line, wrong, remedy) = refusal(of: text) { throw problem(line, wrong, remedy) }
    do {
      guard let node = try compose(text) else { throw YamlError.no }
      let value = PipelineFileValue(node: node, path: "", keyLine: node.mark?.line ?? 1)
      guard !value.isNull else { throw YamlError.no }
      return value
    } catch {
      let (line, wrong, remedy) = wording(of: error, text: text)
      throw problem(line, wrong, remedy)
    }
  }

  /// The same text without a byte order mark and with `\n` at the end of each line, so that our line numbers are those
  /// of the YAML library.
  private static func withPlainLineEnds(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 16)
    var previous: UInt8 = 0
    for byte in text.unicodeScalars.first == "\u{FEFF}" ? text.utf8.dropFirst(3) : text.utf8[...] {
      if byte == UInt8(ascii: "\r") {
        bytes.append(UInt8(ascii: "\n"))
      } else if byte != UInt8(ascii: "\n") || previous != UInt8(ascii: "\r") {
        bytes.append(byte)
      }
      previous = byte
    }
    // The YAML library keeps a pointer into the text, which a text of fewer than 16 bytes has no storage for.
    while bytes.count < 16 { bytes.append(UInt8(ascii: " ")) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What the text has that could make reading it slow or deep: references, which multiply, and nesting.
  private static func refusal(of text: String) -> (line: Int, wrong: String, remedy: String)? {
    var line = 1
    var column = 0
    var isIndented = true
    var depth = 0
    var previous = UInt8(ascii: "\n")
    var anchorLine: Int?
    for byte in text.utf8 {
      if let anchorLine, isNameByte(byte) {
        return (anchorLine, "has an anchor (&name)", "write the value out where it is used; in a text, quote the &")
      }
      anchorLine = byte == UInt8(ascii: "&") && separators.contains(previous) ? line : nil
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        column = 0
        isIndented = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
      isIndented = isIndented && indentation.contains(byte)
      if isIndented, byte != UInt8(ascii: "\n") { column += 1 }
      if depth > deepestNesting || column > widestIndentation {
        return (line, "is nested too deeply", "a pipeline file needs no more than six levels")
      }
      previous = byte
    }
    return nil
  }

  private static let separators = Set("\n\t [{,".utf8)
  /// What may stand before the first word of a line in block style; each level takes at least one of them.
  private static let indentation = Set("\n\t -?:".utf8)

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  /// The text's nodes; a repeated key is marked and does not end the reading.
  private static func compose(_ text: String) throws -> Node? {
    var text = text
    for serial in 0..<mostRepeatedKeys {
      do {
        return try Yams.compose(yaml: text, .default, .default, .utf8)
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let place = context.mark
        guard let marked = DuplicateKeys.mark(line: place.line, column: place.column, serial: serial, in: text) else {
          throw YamlError.duplicatedKeysInMapping(duplicates: names, context: context)
        }
        text = marked
      }
    }
    return try Yams.compose(yaml: text, .default, .default, .utf8)
  }

  private static func wording(of error: any Error, text: String) -> (line: Int, wrong: String, remedy: String) {
    let syntax = "check quotes, brackets and indentation there"
    switch error as? YamlError {
    case .no: return (1, "is empty", "describe a pipeline, beginning with `pipeline: <name>`")
    case .composer(_, let problem, let mark, _) where problem.contains("another document"):
      return (mark.line, "holds a second document", "put each pipeline into a file of its own")
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let about = context.map { " (\($0.text))" } ?? ""
      return (min(mark.line, lineCount(text)), "is not YAML: \(problem)\(about)", syntax)
    case .reader(let problem, let offset, _, _):
      return (lineCount(text.prefix(offset ?? 0)), "is not YAML: \(problem)", "remove the control character")
    case .duplicatedKeysInMapping(let names, let context):
      let names = names.map { "'\(PipelineFileValue.clipped(DuplicateKeys.meaning(of: $0).key))'" }
      return (context.mark.line, "has a key more than once: \(names.joined(separator: ", "))", "keep one of each")
    default: return (1, "is not YAML", syntax)
    }
  }

  private static func lineCount(_ text: some StringProtocol) -> Int {
    text.utf8.reduce(into: 1) { count, byte in if byte == UInt8(ascii: "\n") { count += 1 } }
  }
}
