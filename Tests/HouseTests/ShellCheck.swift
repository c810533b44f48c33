import Foundation

/// Finds shell scripts that do not parse, or that go on after an error.
enum ShellCheck {
  static func findings(path: String, text: String) throws -> [String] {
    var findings: [String] = []
    if !text.hasPrefix("#!/usr/bin/env bash\n") { findings.append("\(path): must begin with #!/usr/bin/env bash") }
    if !text.contains("\nset -euo pipefail\n") { findings.append("\(path): must say set -euo pipefail") }
    let result = try Shell.run("bash", ["-n", "/dev/stdin"], input: text)
    if result.status != 0 { findings.append("\(path): \(result.errors)") }
    return findings
  }
}
