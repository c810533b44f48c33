import Pipeline
import Testing

@Suite("Every problem of a pipeline file is listed with its line, its path and what would be right")
struct FileProblemTests {
  @Test(
    "One thing wrong is one problem",
    arguments: FileFault.all)
  func single(_ fault: FileFault) throws {
    let place = try #require(FileExamples.fraud.firstRange(of: fault.good))
    let problems = FileExamples.problems(
      FileExamples.fraud[..<place.lowerBound] + fault.bad + FileExamples.fraud[place.upperBound...])
    #expect(problems.contains(fault.problem), "\(problems.joined(separator: "\n"))")
    if !fault.bad.hasPrefix("pipline") { #expect(problems.count == 1, "\(problems.joined(separator: "\n"))") }
  }

  @Test("Many things wrong are all listed, in the order of the lines")
  func many() {
    let problems = FileExamples.problems(
      """
      pipeline: a b
      events: {id: id, time: ts, schema: {id: string, ts: timestamp, x: doubel}}
      labels: {value: y, type: binary, wiat: 1h, wait: soon}
      model: {algorithm: gbdt, trees: many}
      model: {algorithm: linear}
      drift: {window: 10y, detectors: {d: {test: ks, on: score, alpha: 7}}}
      triggers: [{name: t, on: e, do: retrain}, {name: t, every: 1h, do: nothing}]
      """)
    let places = problems.map { $0.split(separator: ": ", maxSplits: 2).prefix(2).joined(separator: " ") }
    #expect(
      places == [
        "f.yaml:1 pipeline", "f.yaml:1 features", "f.yaml:2 events.schema.x", "f.yaml:3 labels.wiat",
        "f.yaml:3 labels.wait", "f.yaml:4 model", "f.yaml:6 drift.window", "f.yaml:6 drift.detectors.d.alpha",
        "f.yaml:7 triggers[0].on", "f.yaml:7 triggers[1].name", "f.yaml:7 triggers[1].do",
      ], "\(problems.joined(separator: "\n"))")
  }

  @Test("A key given three times, and another twice in a table beneath, are three problems")
  func repeatedKeys() {
    let text =
      FileExamples.least + "model: {algorithm: gbdt}\nmodel: {}\n\"model\": {algorithm: gbdt, trees: 1, trees: 2}\n"
    let problems = FileExamples.problems(text)
    #expect(
      problems == [
        "f.yaml:5: model: is given more than once; keep one of them",
        "f.yaml:6: model: is given more than once; keep one of them",
        "f.yaml:7: model.trees: is given more than once; keep one of them",
      ])
  }

  @Test("What cannot be read at all is one problem")
  func unreadable() {
    #expect(FileExamples.problems("") == ["f.yaml:1: is empty; describe a pipeline, beginning with `pipeline: <name>`"])
    #expect(FileExamples.problems("# nothing\n") == FileExamples.problems(""))
    #expect(
      FileExamples.problems("just text") == [
        "f.yaml:1: is 'just text', not a table; describe a pipeline as a table, beginning with `pipeline: <name>`"
      ])
    #expect(
      FileExamples.problems(FileExamples.least + "---\n" + FileExamples.least) == [
        "f.yaml:5: holds a second document; put each pipeline into a file of its own"
      ])
    #expect(
      FileExamples.problems("pipeline: a\nevents: {id: [}\n") == [
        "f.yaml:2: is not YAML: did not find expected node content (while parsing a flow node); check quotes, brackets "
          + "and indentation there"
      ])
    #expect(
      FileExamples.problems("pipeline: a\nevents:\u{1}\n") == [
        "f.yaml:2: is not YAML: control characters are not allowed; remove the control character"
      ])
  }

  @Test("References, deep nesting and huge files are refused before they are followed")
  func bombs() {
    let laughs = (0..<40).map { level in
      let words = Array(repeating: level == 0 ? "lol" : "*a\(level - 1)", count: 9)
      return "a\(level): &a\(level) [\(words.joined(separator: ","))]"
    }
    #expect(
      FileExamples.problems(laughs.joined(separator: "\n")) == [
        "f.yaml:1: has an anchor (&name); write the value out where it is used; in a text, quote the &"
      ])
    let deep = "is nested too deeply; a pipeline file needs no more than six levels"
    #expect(FileExamples.problems("a: " + String(repeating: "[", count: 50_000)) == ["f.yaml:1: \(deep)"])
    #expect(FileExamples.problems("pipeline: x\n" + String(repeating: "- ", count: 50_000)) == ["f.yaml:2: \(deep)"])
    #expect(FileExamples.problems(String(repeating: "? ", count: 50_000) + "a") == ["f.yaml:1: \(deep)"])
    #expect(
      FileExamples.problems(String(repeating: "#", count: PipelineFile.largestByteCount + 1)) == [
        "f.yaml:1: is larger than a pipeline file can be; give at most 256KiB"
      ])
    #expect(FileExamples.problems("a: *b").count == 1)
    #expect(FileExamples.problems("<<: {pipeline: a}").contains { $0.contains(": <<: is not a known key") })
  }

  @Test("Expressions that nest without end or are very long are refused, not followed")
  func deepExpressions() {
    let open = String(repeating: "(", count: 100_000)
    let minus = String(repeating: "-", count: 100_000)
    let power = Array(repeating: "x", count: 50_000).joined(separator: "^")
    let sum = Array(repeating: "x", count: 50_000).joined(separator: "+")
    let calls = String(repeating: "abs(", count: 30_000)
    let not = String(repeating: "not ", count: 30_000)
    for expression in [open, minus + "x", power, sum, calls, not + "x", String(repeating: "if(", count: 30_000)] {
      let text = FileExamples.least.replacing("[x]", with: "[{deep: \"\(expression)\"}]")
      let problems = FileExamples.problems(text)
      #expect(problems.count == 1, "\(expression.prefix(10))")
      #expect(problems.allSatisfy { $0.hasPrefix("f.yaml:4: features.deep: ") }, "\(problems)")
    }
  }
}
