/// Finds calls that a part of the house must not make.
struct BannedCallCheck {
  /// A call, as a pattern over code, and why it is banned.
  struct Rule: Sendable {
    var name: String
    /// Matches the call; the character before it must be none of an identifier or a member access of another value.
    var pattern: String
    var reason: String

    init(_ name: String, _ pattern: String, _ reason: String) {
      self.name = name
      self.pattern = pattern
      self.reason = reason
    }
  }

  var rules: [Rule]
  /// Names of rules that a file may break, by path; the reason stands beside each entry.
  var exceptions: [String: Set<String>] = [:]

  func findings(in file: SourceFile) -> [String] {
    rules.flatMap { rule -> [String] in
      guard exceptions[file.path]?.contains(rule.name) != true, let expression = try? Regex(rule.pattern) else {
        return []
      }
      return file.lines.enumerated().filter { $0.element.contains(expression) }
        .map { "\(file.path):\($0.offset + 1): \(rule.name): \(rule.reason)" }
    }
  }

  private static let before = #"(^|[^A-Za-z0-9_.])"#
  /// `\b` would follow Unicode, in which `a.b` is one word.
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
      "clock", before + #"((ContinuousClock|SuspendingClock|DispatchTime|clock_gettime|gettimeofday)[.(]|time\((nil|&))"#,
      "time comes in as a Timestamp"),
    Rule(
      "random", #"\.(random\((?!.*using:)|shuffled\(\)|shuffle\(\)|randomElement\(\))"#,
      "randomness comes in as a seeded generator"),
    Rule(
      "SystemRandomNumberGenerator", before + #"(SystemRandomNumberGenerator|arc4random\w*|drand48|rand)\("#,
      "randomness comes in as a seeded generator"),
    Rule(
      "hashValue", #"\.hashValue"# + after + #"|(^|[^A-Za-z0-9_])Hasher\("#,
      "Swift seeds its hashes anew in each process; FNV1a is stable"),
    Rule(
      "files", before + #"(FileManager|FileHandle|ProcessInfo|fopen|getenv|URLSession)"# + after,
      "adapters do the input and output"),
    Rule("Logger", before + #"Logger\("#, "stages return what happened; drivers log it"),
  ]
}
