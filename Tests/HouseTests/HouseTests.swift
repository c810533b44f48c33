import Foundation
import Testing

/// The repository checks itself; `CanaryTests` checks these checks.
@Suite("The house")
struct HouseTests {
  /// Targets that do no I/O, know no clock, no randomness and no logger.
  static let domain: Set<String> = [
    "Statistics", "Records", "Features", "Models", "Drift", "Training", "Pipeline", "Simulation",
  ]

  /// Targets that join the domain to something outside.
  static let adapters: Set<String> = ["Kafka", "Registry"]

  @Test("README's house plan and Sources have the same targets")
  func rooms() throws {
    let plan = HousePlan(readme: try Repository.text("README.md"))
    #expect(plan.rooms.map(\.name).sorted() == (try Repository.names(in: "Sources")))
  }

  @Test("README's house plan holds against every import")
  func imports() throws {
    let check = ImportCheck(plan: HousePlan(readme: try Repository.text("README.md")))
    let files = try Repository.swiftFiles(under: "Sources")
    #expect(files.flatMap(check.findings) == [])
    let paths = Set(files.map(\.path))
    let stale = check.plan.exceptions.keys.filter { !paths.contains($0) }
    #expect(stale.isEmpty, "README excepts files that are not there")
  }

  @Test("adapters never import each other")
  func adapters() throws {
    let plan = HousePlan(readme: try Repository.text("README.md"))
    for room in plan.rooms where Self.adapters.contains(room.name) {
      #expect(room.imports.isDisjoint(with: Self.adapters), "\(room.name)")
    }
  }

  @Test("no domain target may import Foundation, but for the files that README argues for")
  func foundation() throws {
    let plan = HousePlan(readme: try Repository.text("README.md"))
    for room in plan.rooms where Self.domain.contains(room.name) {
      #expect(room.imports.isDisjoint(with: ["Foundation", "FoundationEssentials"]), "\(room.name)")
    }
  }

  @Test("the domain calls no clock, no randomness of its own, no file and no logger")
  func domainCalls() throws {
    let check = BannedCallCheck(
      rules: BannedCallCheck.ambient + BannedCallCheck.sleeping + BannedCallCheck.printing,
      exceptions: Self.domainExceptions)
    let files = try Repository.swiftFiles(under: "Sources").filter { Self.domain.contains($0.target) }
    #expect(files.flatMap(check.findings) == [])
  }

  @Test("no library prints, and no thread is put to sleep by the clock")
  func libraryCalls() throws {
    let sleeping = BannedCallCheck.sleeping.filter { $0.name != "Task.sleep" }
    let check = BannedCallCheck(rules: sleeping + BannedCallCheck.printing, exceptions: Self.libraryExceptions)
    let files = try Repository.swiftFiles(under: "Sources").filter { $0.target != "freshet" }
    #expect(files.flatMap(check.findings) == [])
  }

  @Test("no test sleeps")
  func testCalls() throws {
    let check = BannedCallCheck(rules: BannedCallCheck.sleeping, exceptions: Self.testExceptions)
    #expect(try Repository.swiftFiles(under: "Tests").flatMap(check.findings) == [])
  }

  @Test("files are short, and named for what they hold")
  func files() throws {
    let findings = try ["Sources", "Tests"].flatMap { folder in
      try [".swift", ".cpp", ".hpp", ".h"].flatMap { try Repository.files(under: folder, ending: $0) }
        .flatMap { FileCheck.findings(path: $0, text: try Repository.text($0)) }
    }
    #expect(findings == [])
  }

  @Test("the root holds the fixed names and nothing else")
  func topLevel() throws {
    let ignored = try Repository.text(".gitignore").split(separator: "\n").map(String.init)
    #expect(TopLevelCheck.findings(try Repository.names(in: "."), ignored: ignored) == [])
  }

  @Test("the example pipelines are there", arguments: ["topics/demo.yaml", "topics/elec2.yaml"])
  func examples(path: String) throws {
    #expect(try !Repository.text(path).isEmpty)
    let readme = try Repository.text("README.md")
    #expect(readme.contains(path), "README does not speak of \(path)")
  }

  @Test("shell scripts are sound, strict and executable")
  func scripts() throws {
    let scripts = try Repository.names(in: "deploy").map { "deploy/" + $0 } + [".ci/run"]
    for path in scripts where try Repository.text(path).hasPrefix("#!") {
      #expect(try ShellCheck.findings(path: path, text: Repository.text(path)) == [])
      let file = Repository.root.appendingPathComponent(path).path
      #expect(FileManager.default.isExecutableFile(atPath: file), "\(path) is not executable")
    }
  }

  // MARK: Who may break a rule, and why

  static let domainExceptions: [String: Set<String>] = [:]
  static let libraryExceptions: [String: Set<String>] = [:]
  static let testExceptions: [String: Set<String>] = [:]
}
