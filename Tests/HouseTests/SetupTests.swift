import Foundation
import Testing

/// `deploy/setup` among stand-ins for the programs that it calls.
@Suite("deploy/setup")
struct SetupTests {
  /// Runs the script where `swift`, `dpkg-query`, `id` and `sudo` answer as told; nil for a program that is missing.
  static func run(
    swift: String?, installed: String = "installed", user: String = "1000", sudo: String? = nil
  ) throws -> Shell.Result {
    let folder = NSTemporaryDirectory() + "freshet-setup-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for tool in ["bash", "env", "sed", "head", "sh"] {
      let path = try Shell.run("sh", ["-c", "command -v \(tool)"]).output.split(separator: "\n")[0]
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(tool)", withDestinationPath: String(path))
    }
    let standIns = [
      "swift": swift, "dpkg-query": "echo '\(installed)'", "id": "echo \(user)", "sudo": sudo,
      "apt-get": "echo apt-get \"$@\"",
    ]
    for (name, body) in standIns {
      guard let body else { continue }
      try "#!/bin/sh\n\(body)\n".write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
    }
    let script = Repository.root.appendingPathComponent("deploy/setup").path
    return try Shell.run("bash", [script], environment: ["PATH": folder])
  }

  static func banner(_ version: String) -> String { "echo 'Swift version \(version) (swift-\(version)-RELEASE)'" }

  @Test("says nothing where all is there", arguments: ["6.2", "6.3.1", "7.0"])
  func complete(version: String) throws {
    let result = try Self.run(swift: Self.banner(version))
    #expect(result.status == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
  }

  @Test("refuses a machine without Swift, or with an old one, and says what is needed")
  func swift() throws {
    let missing = try Self.run(swift: nil)
    #expect(missing.status == 1 && missing.errors.contains("swift is not in PATH; install Swift 6.2 or newer"))
    for version in ["5.10", "6.1.2"] {
      let old = try Self.run(swift: Self.banner(version))
      #expect(old.status == 1 && old.errors.contains("Freshet needs 6.2 or newer"), "\(version)")
    }
  }

  @Test("prints the one command to run where it may not install")
  func command() throws {
    let result = try Self.run(swift: Self.banner("6.3.1"), installed: "not-installed")
    #expect(result.status == 1)
    let command = "run as root: apt-get update && apt-get install -y --no-install-recommends git "
    #expect(result.errors.contains(command))
    #expect(result.errors.contains("librdkafka-dev libsimdjson-dev libopenblas-dev libxgboost-dev libsqlite3-dev"))
  }

  @Test("installs as root and through sudo, its lists brought up to date first")
  func installation() throws {
    let runs = [
      try Self.run(swift: Self.banner("6.3.1"), installed: "not-installed", user: "0"),
      try Self.run(
        swift: Self.banner("6.3.1"), installed: "not-installed",
        sudo: "[ \"$1\" = -n ] && shift\n\"$@\""),
    ]
    for result in runs {
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.errors.split(separator: "\n")
      #expect(lines.contains("apt-get update"))
      #expect(lines.last?.hasPrefix("apt-get install -y --no-install-recommends git ") == true)
    }
  }
}
