import Records
import Yams

/// Reads values of a pipeline file and collects what is wrong with them.
///
/// Each `read…` answers nil after it has reported a problem; whoever asks goes on with a stand-in, so that one reading
/// finds every problem. What is built from stand-ins is thrown away: a file with problems has no definition.
struct PipelineFileReader {
  let file: String
  private(set) var problems: [PipelineProblem] = []

  init(file: String) { self.file = file }

  mutating func report(_ value: PipelineFileValue, _ problem: String, _ remedy: String) {
    report(line: value.line, path: value.path, problem, remedy)
  }

  mutating func report(line: Int, path: String, _ problem: String, _ remedy: String) {
    problems.append(PipelineProblem(file: file, line: line, path: path, problem: problem, remedy: remedy))
  }

  /// Reports that a key is absent which must be there.
  mutating func reportMissing(_ key: String, in section: PipelineFileSection, _ remedy: String) {
    report(line: section.value.line, path: section.value.path(to: key), "is missing", remedy)
  }

  // MARK: Tables and lists

  /// The value as a table whose keys are all known; unknown ones are reported and left out.
  mutating func readSection(_ value: PipelineFileValue, keys: [String], remedy: String) -> PipelineFileSection? {
    guard let section = readTable(value, remedy: remedy) else { return nil }
    for entry in section.entries where !keys.contains(entry.key) {
      let suggestion =
        NearestName.to(entry.key, among: keys).map { "did you mean '\($0)'?" }
        ?? "known keys are \(keys.joined(separator: ", "))"
      report(entry.value, "is not a known key", suggestion)
    }
    return PipelineFileSection(value: value, entries: section.entries.filter { keys.contains($0.key) })
  }

  /// The value as a table with keys of the user's own choice.
  mutating func readTable(_ value: PipelineFileValue, remedy: String) -> PipelineFileSection? {
    guard case .mapping(let mapping) = value.node else {
      report(value, "is \(value.summary), not a table", remedy)
      return nil
    }
    var entries: [(key: String, value: PipelineFileValue)] = []
    for (keyNode, node) in mapping {
      let keyLine = keyNode.mark?.line ?? value.line
      guard case .scalar(let scalar) = keyNode else {
        report(line: keyLine, path: value.path, "has a key that is not a name", "write keys as plain words")
        continue
      }
      let (key, isRepeated) = DuplicateKeys.meaning(of: scalar.string)
      let path = value.path(to: PipelineFileValue.clipped(key))
      if isRepeated {
        report(line: keyLine, path: path, "is given more than once", "keep one of them")
      } else {
        entries.append((key, PipelineFileValue(node: node, path: path, keyLine: keyLine)))
      }
    }
    return PipelineFileSection(value: value, entries: entries)
  }

  mutating func readList(_ value: PipelineFileValue, remedy: String) -> [PipelineFileValue]? {
    guard case .sequence(let sequence) = value.node else {
      report(value, "is \(value.summary), not a list", remedy)
      return nil
    }
    return sequence.enumerated().map { index, node in
      PipelineFileValue(node: node, path: "\(value.path)[\(index)]", keyLine: node.mark?.line ?? value.line)
    }
  }

  // MARK: Scalars

  mutating func readText(_ value: PipelineFileValue, remedy: String) -> String? {
    if let text = value.text, !text.isEmpty { return text }
    report(value, "is \(value.summary), not a text", remedy)
    return nil
  }

  /// One of the words of an enumeration.
  mutating func readChoice<Choice: CaseIterable & RawRepresentable<String>>(
    _ value: PipelineFileValue, of type: Choice.Type
  ) -> Choice? {
    let words = Choice.allCases.map(\.rawValue)
    let remedy = "give \(Self.either(words))"
    guard let text = value.text else {
      report(value, "is \(value.summary)", remedy)
      return nil
    }
    if let choice = Choice(rawValue: text) { return choice }
    report(
      value, "'\(PipelineFileValue.clipped(text))' is not known", Self.suggestion(for: text, among: words) ?? remedy)
    return nil
  }

  mutating func readFlag(_ value: PipelineFileValue) -> Bool? {
    switch value.plainText {
    case "true": return true
    case "false": return false
    default:
      report(value, "is \(value.summary), not a boolean", "give true or false")
      return nil
    }
  }

  mutating func readNumber(_ value: PipelineFileValue, in range: ClosedRange<Double>? = nil) -> Double? {
    let remedy = range.map { "give a number \(Self.text(of: $0))" } ?? "give a number such as 0.5, without quotes"
    return readAmount(value.plainText, of: value, "a number", remedy, Quantity.number) { range?.contains($0) ?? true }
  }

  mutating func readWholeNumber(_ value: PipelineFileValue, in range: ClosedRange<Int>, of unit: String) -> Int? {
    // With its unit's name a count is a text to JSON, which then has to quote it.
    let text = value.plainText ?? value.text.flatMap { $0.contains(" ") ? $0 : nil }
    return readAmount(
      text, of: value, "a whole number",
      "give a whole number from \(range.lowerBound) to \(range.upperBound)", { Quantity.count($0, of: unit) },
      range.contains)
  }

  mutating func readDuration(_ value: PipelineFileValue, in range: ClosedRange<Duration>) -> Duration? {
    readQuantity(
      value, "a duration",
      "give \(Quantity.durationExamples), from \(Quantity.text(of: range.lowerBound)) to "
        + "\(Quantity.text(of: range.upperBound))",
      Quantity.duration, range.contains)
  }

  mutating func readByteCount(_ value: PipelineFileValue, in range: ClosedRange<Int>) -> Int? {
    readQuantity(
      value, "a size",
      "give a size such as 64MiB or 10GiB, from \(Quantity.text(ofByteCount: range.lowerBound)) to "
        + "\(Quantity.text(ofByteCount: range.upperBound))",
      Quantity.byteCount, range.contains)
  }

  mutating func readShare(_ value: PipelineFileValue, in range: ClosedRange<Double>) -> Double? {
    let bounds = [range.lowerBound, range.upperBound].map { "\(CanonicalValue.number($0 * 100).json)%" }
    return readQuantity(
      value, "a share", "give a share such as 20% or 0.2, from \(bounds[0]) to \(bounds[1])", Quantity.share,
      range.contains)
  }

  /// A scalar with a unit that `parse` understands and `isAllowed` lets pass; in JSON it has to be quoted.
  mutating func readQuantity<Amount>(
    _ value: PipelineFileValue, _ kind: String, _ remedy: String, _ parse: (String) -> Amount?,
    _ isAllowed: (Amount) -> Bool
  ) -> Amount? {
    readAmount(value.text, of: value, kind, remedy, parse, isAllowed)
  }

  private mutating func readAmount<Amount>(
    _ text: String?, of value: PipelineFileValue, _ kind: String, _ remedy: String, _ parse: (String) -> Amount?,
    _ isAllowed: (Amount) -> Bool
  ) -> Amount? {
    guard let text, let amount = parse(text) else {
      report(value, "is \(value.summary), not \(kind)", remedy)
      return nil
    }
    guard isAllowed(amount) else {
      report(value, "\(PipelineFileValue.clipped(text)) is out of range", remedy)
      return nil
    }
    return amount
  }

  /// A parameter of an algorithm or a test; a share may be written as a percentage.
  mutating func readParameter(
    _ value: PipelineFileValue, in range: ClosedRange<Double>, isWhole: Bool, purpose: String
  ) -> Double? {
    let remedy = "give a \(isWhole ? "whole " : "")number \(Self.text(of: range)): \(purpose)"
    return readAmount(value.plainText, of: value, "a number", remedy, Quantity.share) {
      range.contains($0) && (!isWhole || $0 == $0.rounded())
    }
  }

  // MARK: Wording

  /// `a, b or c`
  static func either(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }

  static func suggestion(for name: String, among known: [String]) -> String? {
    NearestName.to(name, among: known).map { "did you mean '\($0)'?" }
  }

  static func text(of range: ClosedRange<Double>) -> String {
    "from \(CanonicalValue.number(range.lowerBound).json) to \(CanonicalValue.number(range.upperBound).json)"
  }
}
