import ArgumentParser
import Records
import Service

struct AlertsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "Prints the alerts topic, one alert a line.")

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The pipeline.")
  var pipeline: String

  @Flag(help: "Go on printing as alerts come.")
  var follow = false

  @Flag(help: "Each line is the alert's own JSON.")
  var json = false

  func run() async throws {
    let settings = try connection.reachedSettings()
    let reading: AlertReading
    do {
      let definition = try PipelineLookup.definition(of: pipeline, settings: settings)
      reading = try AlertReading(settings: settings, topics: definition.topics)
    } catch {
      throw Failure.work("\(error)")
    }
    let json = json
    let follow = follow
    let stop = StopSignal()
    let thread = WorkerThread(name: "alerts") {
      do {
        try reading.run(follow: follow, until: stop) { text, alert in
          Console.print(json ? text : Self.line(alert, or: text))
        }
      } catch {
        Console.error("\(error)")
      }
    }
    if follow {
      await Signals.firstToStop()
      stop.raise()
    }
    await thread.finished()
  }

  private static func line(_ alert: Alert?, or text: String) -> String {
    guard let alert else { return "unreadable: \(text)" }
    let source = [alert.detector, alert.on].compactMap { $0 }.joined(separator: "/")
    let triggers = alert.triggers.isEmpty ? "" : "  → \(alert.triggers.joined(separator: ", "))"
    return "\(alert.time.rfc3339)  \(alert.severity.rawValue.padding(8))  \(alert.state.rawValue.padding(8))  "
      + "\(alert.kind.rawValue.padding(13))  \(source.isEmpty ? "" : source + ": ")\(alert.message)\(triggers)"
  }
}
