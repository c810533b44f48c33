import Testing

/// Each check of the house must find what is planted for it, and leave the innocent alone.
@Suite("The checks of the house")
struct CanaryTests {
  static let readme = """
    # Title
    | target | its one purpose | may import |
    |---|---|---|
    | `Outside` | not in the section | – |

    ## Architecture

    | target | its one purpose | may import |
    |---|---|---|
    | `CDoor` `CWindow` | C | – |
    | `Base` | values | `Glibc` |
    | `Middle` | steps | `Base`, `CDoor` |
    | `Shell` | drivers | all above, `Logging` |

    | file | may also import | because |
    |---|---|---|
    | `Sources/Base/Coding.swift` | `FoundationEssentials` | text |

    ## Next
    """

  static let plan = HousePlan(readme: readme)

  static func file(_ text: String, _ path: String = "Sources/Base/File.swift") -> SourceFile {
    SourceFile(path: path, text: text)
  }

  @Test("the house plan is read from its section alone, with 'all above' and several targets a row")
  func plan() {
    #expect(Self.plan.rooms.map(\.name) == ["CDoor", "CWindow", "Base", "Middle", "Shell"])
    #expect(Self.plan.rooms[4].imports == ["CDoor", "CWindow", "Base", "Middle", "Logging"])
    #expect(Self.plan.exceptions == ["Sources/Base/Coding.swift": ["FoundationEssentials"]])
  }

  @Test(
    "a forbidden import is found in all its forms",
    arguments: [
      "import Foundation", "@preconcurrency import Foundation", "package import Foundation",
      "import struct Foundation.Date", "@testable import Middle", "  import Middle",
    ])
  func forbiddenImports(text: String) {
    #expect(ImportCheck(plan: Self.plan).findings(in: Self.file(text)).count == 1)
  }

  @Test("an allowed import, and one in a comment or a string, is not found")
  func allowedImports() {
    let check = ImportCheck(plan: Self.plan)
    let text = "import Glibc\n// import Foundation\nlet a = \"\"\"\nimport Foundation\n\"\"\"\n/* import Foundation */"
    #expect(check.findings(in: Self.file(text)) == [])
    #expect(check.findings(in: Self.file("import FoundationEssentials", "Sources/Base/Coding.swift")) == [])
    #expect(check.findings(in: Self.file("import FoundationEssentials")).count == 1)
    #expect(check.findings(in: Self.file("", "Sources/Attic/File.swift")).count == 1)
  }

  @Test(
    "a banned call is found, and named by its rule",
    arguments: [
      ("let now = Date()", "Date"), ("let now = ContinuousClock().now", "clock"), ("let t = time(nil)", "clock"),
      ("clock_gettime(CLOCK_REALTIME, &now)", "clock"), ("let x = Double.random(in: 0..<1)", "random"),
      ("rows.shuffle()", "random"), ("let b = Bool.random()", "random"),
      ("var g = SystemRandomNumberGenerator()", "SystemRandomNumberGenerator"), ("key.hashValue", "hashValue"),
      ("var hasher = Hasher()", "hashValue"), ("FileManager.default", "files"), ("getenv(name)", "files"),
      ("let logger = Logger(label: name)", "Logger"), ("try await Task.sleep(for: .seconds(1))", "Task.sleep"),
      ("Thread.sleep(forTimeInterval: 1)", "Thread.sleep"), ("usleep(10)", "sleep"), ("  sleep(1)", "sleep"),
      ("print(1)", "print"), ("let text = \"\\(print(1))\"", "print"), ("{ dump(x) }", "print"),
    ])
  func bannedCalls(text: String, rule: String) {
    let check = BannedCallCheck(
      rules: BannedCallCheck.ambient + BannedCallCheck.sleeping + BannedCallCheck.printing)
    let findings = check.findings(in: Self.file("\n" + text))
    #expect(findings.count == 1)
    #expect(findings.first?.hasPrefix("Sources/Base/File.swift:2: \(rule): ") == true)
    let excepting = BannedCallCheck(rules: check.rules, exceptions: ["Sources/Base/File.swift": [rule]])
    #expect(excepting.findings(in: Self.file(text)) == [])
  }

  @Test(
    "an innocent call is not found",
    arguments: [
      "rows.shuffle(using: &generator)", "Double.random(in: 0..<1, using: &generator)", "blueprint(1)",
      "// print(1)", "let text = \"print(1)\"", "let text = #\"a \"print(1)\" \\(print(1))\"#", "func runtime(x)",
      "update(now)", "case time(Duration)", "sketch.dump(x)", "let lastDate = validDate(x)",
      "/* Task.sleep /* nested */ print( */",
    ])
  func innocentCalls(text: String) {
    let check = BannedCallCheck(
      rules: BannedCallCheck.ambient + BannedCallCheck.sleeping + BannedCallCheck.printing)
    #expect(check.findings(in: Self.file(text)) == [])
  }

  @Test("a long file and an empty name are found")
  func files() {
    let long = String(repeating: "\n", count: FileCheck.lineLimit)
    #expect(FileCheck.findings(path: "Sources/Base/File.swift", text: long).count == 1)
    #expect(FileCheck.findings(path: "Sources/Base/File.swift", text: String(long.dropLast())) == [])
    for name in ["Utils", "StringHelpers", "ModelManager", "Common", "Base+Utilities", "Helpers/Text"] {
      #expect(FileCheck.findings(path: "Sources/Base/\(name).swift", text: "").count == 1, "\(name)")
    }
    #expect(FileCheck.findings(path: "Sources/Base/UtilityFunction.swift", text: "") == [])
  }

  @Test("a stray name in the root is found, a missing one too, an ignored one not")
  func topLevel() {
    let names = TopLevelCheck.names.sorted()
    #expect(
      TopLevelCheck.findings(names + [".git", ".build-x", "notes.sqlite"], ignored: [".build-*", "*.sqlite"]) == [])
    #expect(TopLevelCheck.findings(names + ["notes.txt"], ignored: [".build"]).count == 1)
    #expect(TopLevelCheck.findings(Array(names.dropFirst()), ignored: []).count == 1)
  }

  @Test("a script that does not parse, or goes on after an error, is found")
  func scripts() throws {
    let sound = "#!/usr/bin/env bash\nset -euo pipefail\necho\n"
    #expect(try ShellCheck.findings(path: "deploy/x", text: sound) == [])
    #expect(try ShellCheck.findings(path: "deploy/x", text: sound + "if true; then\n").count == 1)
    #expect(try ShellCheck.findings(path: "deploy/x", text: "#!/usr/bin/env bash\necho\n").count == 1)
    #expect(try ShellCheck.findings(path: "deploy/x", text: "set -euo pipefail\n").count == 2)
  }
}
