import Logging
import Service

/// What a service has logged.
final class LogCapture: Sendable {
  struct Line: Sendable, CustomStringConvertible {
    var level: Logger.Level
    var message: String
    var metadata: [String: String]

    var description: String { "\(level): \(message) \(metadata)" }
  }

  private let captured = Latest<[Line]>([])

  var lines: [Line] { captured.current }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(captured: self.captured) }
    logger.logLevel = .info
    return logger
  }

  func lines(beginning text: String) -> [Line] { lines.filter { $0.message.hasPrefix(text) } }

  private struct Handler: LogHandler {
    let captured: Latest<[Line]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let line = Line(
        level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
      captured.update { $0.append(line) }
    }
  }
}
