import ArgumentParser
import Foundation
import Models
import Pipeline
import Records
import Service

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores rows of a file or of standard input with a model, without Kafka.",
    discussion: """
      The model is the live version of a pipeline on a cluster, or an artifact's file (`freshet models export`), which \
      needs no cluster. Rows are a CSV with the schema's fields as columns (a table without the id or time gets row-N, and \
      a start plus N times --every), or JSON lines as they would be written to the events topic. Answers are the \
      predictions of the service: JSON lines, or CSV with --output csv. Rows that the service would refuse are named on \
      standard error, and the exit status is then 1.
      """)

  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The pipeline whose live version scores; none with --model.")
  var pipeline: String?

  @Option(help: ArgumentHelp("An artifact's file.", valueName: "file"))
  var model: String?

  @Option(help: ArgumentHelp("A version other than the live one.", valueName: "number"))
  var version: Int?

  @Option(help: ArgumentHelp("A table of rows; - for standard input.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Events as JSON lines; - for standard input, the default.", valueName: "file"))
  var events: String?

  @Option(help: ArgumentHelp("jsonl or csv.", valueName: "format"))
  var output = Format.jsonl

  @Option(help: ArgumentHelp("Event time between two rows of a CSV without times.", valueName: "duration"))
  var every = DurationArgument(argument: "30m")!

  @Flag(help: "End with one JSON object: rows, predictions, refused, model.")
  var json = false

  enum Format: String, CaseIterable, ExpressibleByArgument { case jsonl, csv }

  private struct Report: Encodable {
    var rows = 0
    var predictions = 0
    var refused = 0
    var model: Int
    var pipeline: String
  }

  private static let rowsInBatch = 1_000

  func validate() throws {
    if (pipeline == nil) == (model == nil) {
      throw ValidationError("name either a pipeline or an artifact: --model FILE")
    }
    if csv != nil, events != nil { throw ValidationError("give rows once: --csv FILE or --events FILE") }
    if version != nil, model != nil { throw ValidationError("--version: an artifact's file holds one version") }
  }

  func run() throws {
    do {
      let scored = try loaded()
      try score(scored.scoring, scored.model)
    } catch let exit as ExitCode {
      throw exit
    } catch let error as CSVRecords.Mismatch {
      throw Failure.work("\(csv ?? ""): \(error)")
    } catch {
      throw Failure.work("\(error)")
    }
  }

  private func loaded() throws -> (scoring: RowScoring, model: Model) {
    if let file = model {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw Failure.work("\(file): cannot be read; name an artifact, as `freshet models export` writes it")
      }
      do {
        let artifact = try Artifact(decoding: [UInt8](data))
        return (try RowScoring(artifact), Model(artifact))
      } catch {
        throw Failure.work("\(file): \(error)")
      }
    }
    let settings = try connection.reachedSettings()
    let definition = try PipelineLookup.definition(of: pipeline ?? "", settings: settings)
    let model = try LiveModel.read(version.map { ModelVersion($0) }, of: definition, settings: settings)
    return (try RowScoring(definition, model: model), model)
  }

  private func score(_ scoring: consuming RowScoring, _ model: Model) throws {
    var scoring = scoring
    let task = scoring.definition.labels.task
    let table = PredictionTable(task: task, classes: model.classes)
    var report = Report(model: model.version.number, pipeline: scoring.definition.name)
    if output == .csv { Console.print(table.header) }
    var answers = RecordBatch()
    try RowSource(csv: csv, events: events ?? "-", definition: scoring.definition, step: every.duration)
      .forEachBatch(of: Self.rowsInBatch) { batch, now in
        report.rows += batch.count
        scoring.score(batch, now: now, into: &answers)
        for index in 0..<answers.count {
          if answers.entries[index].topic == .predictions {
            let text = answers.valueString(index) ?? ""
            Console.print(output == .csv ? try table.line(text) : text)
            report.predictions += 1
          } else {
            let field = answers.headerString("field", of: index).map { " \($0):" } ?? ""
            Console.error(
              "refused:\(field) \(answers.headerString("message", of: index) ?? ""): "
                + (answers.valueString(index) ?? "").prefix(200))
            report.refused += 1
          }
        }
      }
    if json { try Console.printJSON(report) }
    if report.refused > 0 { throw Failure.work("\(report.refused) of \(report.rows) rows were refused") }
  }
}
