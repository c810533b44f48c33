import Foundation

/// Finds calls that a part of the house must not make.
struct BannedCallCheck {
  /// A call, as a pattern over code, and why it is banned.
  struct Rule: Sendable {
    let name: String
    let expression: NSRegularExpression
    let reason: String

    init(_ name: String, _ pattern: String, _ reason: String) {
      self.name = name
      self.reason = reason
      do {
        expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
      } catch {
        preconditionFailure("the pattern of the rule \(name) is no regular expression: \(error)")
      }
    }
  }

  var rules: [Rule]
  /// Names of rules that a file may break, by path; the reason stands beside each entry.
  var exceptions: [String: Set<String>] = [:]

  func findings(in file: SourceFile) -> [String] {
    let code = file.code as NSString
    return rules.flatMap { rule -> [String] in
      guard exceptions[file.path]?.contains(rule.name) != true else { return [] }
      let matches = rule.expression.matches(in: file.code, range: NSRange(location: 0, length: code.length))
      return matches.map { match in
        let line = code.substring(to: match.range.upperBound).count { $0 == "\n" } + 1
        return "\(file.path):\(line): \(rule.name): \(rule.reason)"
      }
    }
  }

  /// What stands before a call is no part of its name, and no other value's member access.
  private static let before = #"(?<![A-Za-z0-9_.])"#
  private static let after = #"(?![A-Za-z0-9_])"#

  /// No test and no library waits by the clock, except where a rule says who may.
  static let sleeping = [
    Rule("Thread.sleep", before + #"Thread\.sleep"# + after, "wait for an event, or move a clock that came in"),
    Rule(
      "sleep", before + #"(Glibc\.)?(u|nano)?sleep\("#, "wait for an event, or move a clock that came in"),
    Rule("Task.sleep", before + #"Task(<[^>]*>)?\.sleep"# + after, "wait for an event, or move a clock that came in"),
  ]

  /// What is printed belongs to the command line; libraries return values or log.
  static let printing = [
    Rule("print", before + #"(Swift\.)?(debugPrint|print|dump)\("#, "only the command line prints")
  ]

  /// The domain is deterministic and does no I/O.
  static let ambient = [
    Rule("Date", before + #"Date\("#, "time comes in as a Timestamp"),
    Rule(
      "clock",
      before + #"((ContinuousClock|SuspendingClock|DispatchTime|clock_gettime|gettimeofday)[.(]|time\((nil|&))"#,
      "time comes in as a Timestamp"),
    Rule(
      "random", #"\.(random\((?!.*using:)|shuffled\(\)|shuffle\(\)|randomElement\(\))"#,
      "randomness comes in as a seeded generator"),
    Rule(
      "SystemRandomNumberGenerator", before + #"(SystemRandomNumberGenerator|arc4random\w*|drand48|rand)\("#,
      "randomness comes in as a seeded generator"),
    Rule(
      "hashValue", #"\.hashValue"# + after + #"|(?<![A-Za-z0-9_])Hasher\("#,
      "Swift seeds its hashes anew in each process; FNV1a is stable"),
    Rule(
      "files", before + #"(FileManager|FileHandle|ProcessInfo|fopen|getenv|URLSession)"# + after,
      "adapters do the input and output"),
    Rule("Logger", before + #"Logger\("#, "stages return what happened; drivers log it"),
  ]
}
