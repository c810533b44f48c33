import Pipeline
import Statistics
import Testing

@Suite("No text crashes the reader of pipeline files")
struct FileFuzzTests {
  private static let mutations = 20_000
  /// What means something to YAML, to JSON or to a pipeline file.
  private static let pieces = [
    "{", "}", "[", "]", ":", ": ", "- ", "? ", ",", "\"", "'", "#", " #", "|", ">", "&a ", "*a", "!!int ", "!x ", "%",
    "@",
    "`", "\\", "\\u0000", "\"\\ud800\"", "---\n", "...\n", "<<: ", "~", "null", "\n", "\r\n", "\t", "  ", "\0",
    "\u{FEFF}",
    "\u{85}", "\u{2028}", "é", "👍", "\u{10FFFF}", "\u{F0000}", "-1", "1e999", "nan", "99999999999999999999", "0x10",
    "24h",
    "9999999d", "20%", "true", "features", "over 1h by card_id", "(((", ")", "sum(", "model: {}", "pipeline: a\n",
  ]

  @Test("Twenty thousand seeded mutations of good files are read or refused with their problems")
  func mutations() {
    let sources = [FileExamples.fraud, FileExamples.least].map { Array($0.utf8) }
    var refused = 0
    for seed in 0..<UInt64(Self.mutations) {
      var generator = SeededGenerator(seed: seed)
      var bytes = sources[Int(seed % 2)]
      for _ in 0...Int(generator.next() % 4) { Self.mutate(&bytes, &generator) }
      let text = String(decoding: bytes, as: UTF8.self)
      let lines = text.utf8.reduce(into: 1) { lines, byte in if byte == 0x0A || byte == 0x0D { lines += 1 } }
      switch PipelineFile.parse(text: text, file: "f") {
      case .success(let definition):
        let again = try? PipelineFile.parse(text: definition.canonicalText, file: "canonical").get()
        #expect(again?.canonicalText == definition.canonicalText, "seed \(seed)")
      case .failure(let failure):
        refused += 1
        #expect(!failure.problems.isEmpty, "seed \(seed)")
        for problem in failure.problems {
          let isWhole = problem.line >= 1 && !problem.problem.isEmpty && !problem.remedy.isEmpty
          #expect(isWhole && !problem.description.contains { $0.isNewline }, "seed \(seed): \(problem)")
          // Unicode has more ends of lines than we count here, so texts with such are left out.
          if text.unicodeScalars.allSatisfy({ $0.isASCII }) {
            #expect(problem.line <= lines, "seed \(seed): \(problem)")
          }
        }
      }
    }
    #expect(refused > Self.mutations / 2)
    #expect(refused < Self.mutations)
  }

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 1...40, using: &generator))
    switch generator.next() % 7 {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
    case 3: bytes.insert(contentsOf: pieces.randomElement(using: &generator)!.utf8, at: place)
    case 4: bytes.replaceSubrange(place..<end, with: pieces.randomElement(using: &generator)!.utf8)
    case 5: bytes.removeSubrange(place...)
    default: bytes.swapAt(place, end - 1)
    }
  }
}
