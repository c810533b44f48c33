import ArgumentParser
import Logging

/// How much a long-running command says on standard error.
struct LogOptions: ParsableArguments {
  @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
  var level = "notice"

  /// - Throws: wrong usage for a level that there is not.
  func logger() throws -> Logger {
    guard let level = Logger.Level(rawValue: level) else {
      throw ValidationError(
        "--log-level \(level): expected one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var logger = Logger(label: "freshet") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    return logger
  }
}
