import ArgumentParser
import Foundation
import Service

struct ProduceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "produce",
    abstract: "Streams rows of a CSV file as events, and each row's label some rows later.",
    discussion: """
      Columns go to the schema's fields by name. A CSV without the pipeline's id or time gets row-N, and a start time \
      plus N times --every. Empty cells and ? are missing values.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The pipeline's file.")
  var file: String

  @Option(help: ArgumentHelp("The table; its first row names the columns.", valueName: "file"))
  var csv: String

  @Option(
    help: ArgumentHelp(
      """
      Rows a second; 0 for as fast as the brokers take them. The default leaves the service time to learn while the \
      stream goes by.
      """, valueName: "rows"))
  var rate: Double = 2_000

  @Option(
    name: .customLong("label-delay"),
    help: ArgumentHelp("A row's label comes so many rows later.", valueName: "rows"))
  var labelDelay = 0

  @Option(
    name: .customLong("label-column"), help: ArgumentHelp("The label's column; the last by default.", valueName: "name")
  )
  var labelColumn: String?

  @Option(help: ArgumentHelp("Event time between two rows of a CSV without times.", valueName: "duration"))
  var every = DurationArgument(argument: "30m")!

  @Option(help: ArgumentHelp("At most so many rows.", valueName: "rows"))
  var limit: Int?

  @Flag(help: "End with one JSON object: events, labels, seconds.")
  var json = false

  private struct Report: Encodable {
    var events: Int
    var labels: Int
    var seconds: Double
  }

  func validate() throws {
    if labelDelay < 0 { throw ValidationError("--label-delay \(labelDelay): expected 0 or more rows") }
    if rate < 0 { throw ValidationError("--rate \(rate): expected 0 or more rows a second") }
    if let limit, limit < 0 { throw ValidationError("--limit \(limit): expected 0 or more rows") }
  }

  func run() async throws {
    let settings = try connection.reachedSettings()
    let definition = try PipelineFiles([file]).checked()[0].definition
    let options = CSVProduction.Options(
      rate: rate > 0 ? rate : nil, labelDelay: labelDelay, labelColumn: labelColumn, step: every.duration,
      limit: limit)
    let stop = StopSignal()
    let interruption = Task {
      await Signals.firstToStop()
      stop.raise()
    }
    defer { interruption.cancel() }
    let rowCount = TableSize.rowCount(of: csv)
    let bar = ProgressBar("Producing")
    let outcome = Latest<Result<CSVProduction.Result, any Error>?>(nil)
    let path = csv
    let thread = WorkerThread(name: "produce") {
      outcome.set(
        Result {
          try CSVProduction(
            path: path, definition: definition, settings: settings, options: options, clock: FreshetService.wallClock
          ).run(until: stop) { bar.update($0, of: min(rowCount, options.limit ?? .max)) }
        })
    }
    await thread.finished()
    bar.finish()
    do {
      try report(try outcome.current!.get())
    } catch let error as CSVError {
      throw Failure.work("\(error)")
    } catch let error as CSVRecords.Mismatch {
      throw Failure.work("\(csv): \(error)")
    } catch {
      throw Failure.work("producing stopped: \(error)")
    }
  }

  private func report(_ result: CSVProduction.Result) throws {
    if json {
      try Console.printJSON(Report(events: result.events, labels: result.labels, seconds: result.seconds))
    } else {
      Console.print("\(result.events) events, \(result.labels) labels in \(result.seconds.rounded(places: 1)) s")
    }
  }
}
